-- In:  the query of facts.sql or engagements.sql in place of its name in braces.
-- Out: arrives_ms, and each row as columns; a spoiled one with a field missing or wrong.

SELECT
    arrives_ms,
    event_id,
    CASE spoil WHEN 3 THEN NULL WHEN 4 THEN 'heart' ELSE type END AS type,
    make_timestamp_ms(at_ms) AS occurred_at,
    CASE WHEN spoil NOT IN (1, 2) THEN actor_id END AS actor_id,
    CASE spoil WHEN 5 THEN 'PAID' ELSE surface END AS surface,
    post_id, ad_id, creator_id, comment_id, new_post_id, action, channel, element, watch_ms, video_duration_ms,
    advertiser_id, timezone, identity_type, auth_code, campaign_id, adgroup_id, buying_type, objective_type,
    placement, duration_days
FROM ({rows})
