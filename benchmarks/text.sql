-- In:  the query of lines.sql in place of its name in braces. Out: each row as one line of JSON, its missing fields
-- left out; a cut one torn off.

SELECT CASE WHEN cut THEN line[: len(line) * 2 // 3] ELSE line END
FROM (
    SELECT cut, concat(
        '{"event_id":"', event_id, '"', ',"type":"' || type || '"', ',"occurred_at":"', occurred_at, '"',
        ',"actor_id":"' || actor_id || '"', ',"surface":"' || surface || '"', ',"post_id":"' || post_id || '"',
        ',"ad_id":"' || ad_id || '"', ',"creator_id":"' || creator_id || '"', ',"comment_id":"' || comment_id || '"',
        ',"new_post_id":"' || new_post_id || '"', ',"action":"' || action || '"', ',"channel":"' || channel || '"',
        ',"element":"' || element || '"', ',"watch_ms":' || watch_ms, ',"video_duration_ms":' || video_duration_ms,
        ',"advertiser_id":"' || advertiser_id || '"', ',"timezone":"' || timezone || '"',
        ',"identity_type":"' || identity_type || '"', ',"auth_code":"' || auth_code || '"',
        ',"campaign_id":"' || campaign_id || '"', ',"adgroup_id":"' || adgroup_id || '"',
        ',"buying_type":"' || buying_type || '"', ',"objective_type":"' || objective_type || '"',
        ',"placement":"' || placement || '"', ',"duration_days":' || duration_days, '}'
    ) AS line
    FROM ({rows})
)
