-- In:  facts, the query of events.sql in place of its name in braces, from when to when facts arrive (epoch ms).
-- Out: the rows of both in the order of arrival, fields of a spoiled row missing or wrong, `cut` where its text is.

SELECT
    spoil IN (1, 2) AS cut,
    event_id,
    CASE spoil WHEN 3 THEN NULL WHEN 4 THEN 'heart' ELSE type END AS type,
    strftime(make_timestamp_ms(at_ms), '%Y-%m-%dT%H:%M:%S.%gZ') AS occurred_at,
    CASE WHEN spoil BETWEEN 1 AND 2 AND {parquet} THEN NULL ELSE actor_id END AS actor_id,
    CASE spoil WHEN 5 THEN 'PAID' ELSE surface END AS surface,
    post_id, ad_id, creator_id, comment_id, new_post_id, action, channel, element, watch_ms, video_duration_ms,
    advertiser_id, timezone, identity_type, auth_code, campaign_id, adgroup_id, buying_type, objective_type,
    placement, duration_days
FROM (
    FROM ({engagements})
    UNION ALL BY NAME
    SELECT * EXCLUDE name, 0 AS spoil, -1 AS i FROM facts WHERE arrives_ms >= $from_ms AND arrives_ms < $to_ms
)
ORDER BY arrives_ms, i, event_id
