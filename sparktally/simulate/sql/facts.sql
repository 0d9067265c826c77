-- In:  table told, and $first, $last: the facts to say are those with a p of [first, last).
-- Out: one row a fact, in the order of arrival: arrives_ms, spoil (0: none is spoiled), and its fields.

SELECT
    arrives_ms,
    0 AS spoil,
    uuid(n, kind) AS event_id,
    CASE kind
        WHEN 'post' THEN 'post_published'
        WHEN 'advertiser' THEN 'advertiser_registered'
        WHEN 'grant' THEN 'authorization_granted'
        WHEN 'extension' THEN 'authorization_extended'
        WHEN 'revocation' THEN 'authorization_revoked'
        ELSE 'ad_created'
    END AS type,
    at_ms,
    NULL::VARCHAR AS actor_id,
    NULL::VARCHAR AS surface,
    CASE
        WHEN kind = 'post' THEN post_of(n)
        -- a code for another post than its ad's
        WHEN kind = 'grant' AND u(n, 'mismatch') < getvariable('odd_facts') THEN post_of(post_rank_of(n) + 1)
        WHEN kind = 'grant' OR is_ad AND is_spark(n) THEN post_of(post_rank_of(n))
    END AS post_id,
    CASE WHEN is_ad THEN ad_of(n) END AS ad_id,
    CASE kind WHEN 'post' THEN creator_of(n) END AS creator_id,
    NULL::VARCHAR AS comment_id,
    NULL::VARCHAR AS new_post_id,
    NULL::VARCHAR AS action,
    NULL::VARCHAR AS channel,
    NULL::VARCHAR AS element,
    NULL::BIGINT AS watch_ms,
    CASE kind WHEN 'post' THEN long_ms(n) END AS video_duration_ms,
    CASE WHEN kind = 'advertiser' THEN 'adv' || n
        WHEN is_ad THEN 'adv' || (1 + draw(n, 'advertiser') % advertisers()) END AS advertiser_id,
    CASE kind WHEN 'advertiser' THEN
        ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'America/Los_Angeles', 'UTC', 'Asia/Kolkata'][
            1 + (draw(n, 'zone') % 6)::BIGINT] END AS timezone,
    CASE
        WHEN NOT is_ad THEN NULL
        WHEN NOT is_spark(n) THEN 'CUSTOMIZED_USER'
        WHEN u(n, 'identity') < 0.6 THEN 'AUTH_CODE'
        WHEN u(n, 'identity') < 0.8 THEN 'TT_USER'
        ELSE 'BC_AUTH_TT'
    END AS identity_type,
    CASE WHEN is_ad AND has_code(n) OR kind IN ('grant', 'extension', 'revocation') THEN code_of(n) END AS auth_code,
    CASE WHEN is_ad THEN 'cmp' || (n // 6) || CASE kind WHEN 'ad again' THEN '-moved' ELSE '' END END AS campaign_id,
    CASE WHEN is_ad THEN 'grp' || (n // 2) END AS adgroup_id,
    CASE WHEN is_ad THEN 'AUCTION' END AS buying_type,
    CASE WHEN is_ad THEN
        ['REACH', 'VIDEO_VIEWS', 'ENGAGEMENT', 'TRAFFIC'][1 + (n // 6 % 4)::BIGINT] END AS objective_type,
    CASE WHEN is_ad THEN 'PLACEMENT_TIKTOK' END AS placement,
    CASE
        WHEN kind = 'extension' THEN 30
        WHEN kind <> 'grant' THEN NULL
        WHEN u(n, 'days') < getvariable('short_codes') THEN 7
        WHEN u(n, 'longer') < 0.85 THEN 30
        ELSE 60
    END::BIGINT AS duration_days
FROM (SELECT *, kind IN ('ad', 'ad again') AS is_ad FROM told WHERE p >= $first AND p < $last)
ORDER BY p
