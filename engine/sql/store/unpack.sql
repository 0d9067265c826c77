-- Engagements with their ids as they were read. In: $rows (core.packed_events, or rows of it), $names (core.names, or
-- rows of it, those of the ids at least).
-- Out: the same columns, one event_id, ids as text.
SELECT
    e.* EXCLUDE (event_uuid, event_name) REPLACE (
        coalesce(n1.name, e.actor_id::VARCHAR) AS actor_id, coalesce(n2.name, e.post_id::VARCHAR) AS post_id,
        coalesce(n3.name, e.ad_id::VARCHAR) AS ad_id, coalesce(n4.name, e.creator_id::VARCHAR) AS creator_id,
        e.action::VARCHAR AS action, e.element::VARCHAR AS element),
    core.event_text(e.event_uuid, e.event_name) AS event_id
FROM $rows AS e
LEFT JOIN $names AS n1 ON e.actor_id = n1.code
LEFT JOIN $names AS n2 ON e.post_id = n2.code
LEFT JOIN $names AS n3 ON e.ad_id = n3.code
LEFT JOIN $names AS n4 ON e.creator_id = n4.code
