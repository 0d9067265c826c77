-- Engagements that the scanner left, with their ids packed. In: b_text, b_codes. Out: rows of b_read. $body: store/body.sql.
INSERT INTO b_read BY NAME
SELECT
    e.seq, e.source, e.position, e.number, e.id_hash, low64(body) AS body_low, high64(body) AS body_high,
    core.packed_uuid(event_id) AS event_uuid,
    CASE WHEN core.packed_uuid(event_id) IS NULL THEN event_id END AS event_name, type, occurred_at,
    coalesce(core.packed_id(actor_id), c1.code) AS actor_id, surface::side AS surface, c2.code AS post_id,
    c3.code AS ad_id, c4.code AS creator_id, comment_id, new_post_id, action::state_action AS action, channel,
    element::click_element AS element, watch_ms, video_duration_ms
FROM (SELECT *, md5_number($body) AS body FROM b_text WHERE actor_id IS NOT NULL) AS e
LEFT JOIN b_codes AS c1 ON e.actor_id = c1.name
LEFT JOIN b_codes AS c2 ON e.post_id = c2.name
LEFT JOIN b_codes AS c3 ON e.ad_id = c3.name
LEFT JOIN b_codes AS c4 ON e.creator_id = c4.name;
