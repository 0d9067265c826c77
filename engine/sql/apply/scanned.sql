-- Engagements that the scanner took. In: arrow_scanned (`engine.scanner.scan`, ids packed, and where each line stood),
-- $first_seq: the first line's ordinal in the store. Out: rows of b_read.
INSERT INTO b_read BY NAME
SELECT
    "row" + $first_seq AS seq, source, position, number, id_hash,
    body_low, body_high, event_uuid, event_id AS event_name,
    type::event_type AS type, occurred_at, actor_id, surface::side AS surface, post_id, ad_id, creator_id, comment_id,
    new_post_id, action::state_action AS action, channel, element::click_element AS element, watch_ms, video_duration_ms
FROM arrow_scanned;
