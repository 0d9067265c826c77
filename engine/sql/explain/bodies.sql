-- Every body that was read under an event_id. In: core.events, core.facts, core.losers, core.sources, core.batches; the
-- id, as a parameter. Out: a row a body, the one that stands first.
SELECT
    e.event_id, e.type, e.occurred_at, l.seq IS NULL AS stands, l.batch AS lost_in_batch, e.post_id, e.ad_id, e.batch,
    b.recorded_at, s.name AS source, e.position, e.number AS line_number
FROM (
    SELECT seq, event_id, type::VARCHAR AS type, occurred_at, post_id, ad_id, batch, source, position, number
    FROM core.events WHERE event_id = $1
    UNION ALL
    SELECT seq, event_id, type::VARCHAR, occurred_at, post_id, ad_id, batch, source, position, number
    FROM core.facts WHERE event_id = $1) AS e
INNER JOIN core.sources AS s ON e.source = s.source
INNER JOIN core.batches AS b ON e.batch = b.batch
LEFT JOIN core.losers AS l ON e.seq = l.seq
ORDER BY stands DESC, e.seq
