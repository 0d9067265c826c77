-- Entries as a person reads them. In: $counted (explain/counted.sql or explain/reached.sql), core.facts, core.events,
-- core.sources, core.batches. Out: a row an entry, in the order in which they were made.
SELECT
    n.event_id, n.adds AS amount, if(n.amount = 1, 'placed', 'reversed') AS kind, n.type::VARCHAR AS type,
    n.occurred_at, n.actor_id, n.disposition::VARCHAR AS disposition, n.side::VARCHAR AS side, n.to_post AS post_id,
    n.to_ad AS ad_id, n.sign, n.occurred_at::DATE AS day, n.ad_day, n.milestone, n.click_class::VARCHAR AS click_class,
    f.event_id AS fact_event_id,
    c.event_id AS cause_event_id, n.batch, b.recorded_at, s.name AS source, n.position, n.number AS line_number,
    n.fields
FROM ($counted) AS n
INNER JOIN core.sources AS s ON n.source = s.source
INNER JOIN core.batches AS b ON n.batch = b.batch
LEFT JOIN core.facts AS f ON n.fact = f.seq
LEFT JOIN core.events AS c ON n.cause = c.seq
ORDER BY n.batch, n.amount, n.seq
