-- In:  the query of facts.sql or engagements.sql in place of its name in braces.
-- Out: arrives_ms, and each row as one line of JSON with its line feed, its missing fields left out; a spoiled one
-- torn off, or with a field missing or wrong.

SELECT arrives_ms, CASE WHEN spoil IN (1, 2) THEN line[: len(line) * 2 // 3] || chr(10) ELSE line END AS line
FROM (
    SELECT arrives_ms, spoil, concat(
        '{"event_id":"', event_id,
        CASE spoil WHEN 3 THEN '' WHEN 4 THEN '","type":"heart' ELSE '","type":"' || type END,
        '","occurred_at":"', strftime(make_timestamp_ms(at_ms), '%Y-%m-%dT%H:%M:%S.%gZ"'),
        ',"actor_id":"' || actor_id || '"',
        CASE spoil WHEN 5 THEN ',"surface":"PAID"' ELSE ',"surface":"' || surface || '"' END,
        ',"post_id":"' || post_id || '"', ',"ad_id":"' || ad_id || '"', ',"creator_id":"' || creator_id || '"',
        ',"comment_id":"' || comment_id || '"', ',"new_post_id":"' || new_post_id || '"',
        ',"action":"' || action || '"', ',"channel":"' || channel || '"', ',"element":"' || element || '"',
        ',"watch_ms":' || watch_ms, ',"video_duration_ms":' || video_duration_ms,
        ',"advertiser_id":"' || advertiser_id || '"', ',"timezone":"' || timezone || '"',
        ',"identity_type":"' || identity_type || '"', ',"auth_code":"' || auth_code || '"',
        ',"campaign_id":"' || campaign_id || '"', ',"adgroup_id":"' || adgroup_id || '"',
        ',"buying_type":"' || buying_type || '"', ',"objective_type":"' || objective_type || '"',
        ',"placement":"' || placement || '"', ',"duration_days":' || duration_days,
        '}', chr(10)
    ) AS line
    FROM ({rows})
)
