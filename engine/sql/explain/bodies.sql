-- Every body that was read under an event_id. In: core.events, core.facts, core.losers, core.sources, core.batches; the
-- id, as a parameter. Out: a row a body, the one that stands first; `fields` are an engagement's own (a fact's are among
-- the facts).
SELECT
    e.event_id, e.type, e.occurred_at, l.seq IS NULL AS stands, l.batch AS lost_in_batch, e.post_id, e.ad_id, e.batch,
    b.recorded_at, s.name AS source, e.position, e.number AS line_number, e.fields
FROM (
    SELECT
        seq, event_id, type::VARCHAR AS type, occurred_at, post_id, ad_id, batch, source, position, number, {
            'actor_id': actor_id, 'surface': surface::VARCHAR, 'post_id': post_id, 'ad_id': ad_id,
            'creator_id': creator_id, 'comment_id': comment_id, 'new_post_id': new_post_id, 'action': action,
            'channel': channel, 'element': element, 'watch_ms': watch_ms, 'video_duration_ms': video_duration_ms
        } AS fields
    FROM core.events WHERE id_hash = (md5_number($1) >> 64)::UBIGINT AND event_id = $1
    UNION ALL
    SELECT seq, event_id, type::VARCHAR, occurred_at, post_id, ad_id, batch, source, position, number, NULL
    FROM core.facts WHERE id_hash = (md5_number($1) >> 64)::UBIGINT AND event_id = $1) AS e
INNER JOIN core.sources AS s ON e.source = s.source
INNER JOIN core.batches AS b ON e.batch = b.batch
LEFT JOIN core.losers AS l ON e.seq = l.seq
ORDER BY stands DESC, e.seq
