-- In:  the macros of macros.sql, and the parameters in the one-row table knobs.
-- Out: tables posts (of the log's world), ads (Spark and not) and facts: one row a fact line, by its arrival.

CREATE OR REPLACE TABLE posts AS
SELECT
    k,
    digits(74, draw(k, 'post')) AS post_id,
    digits(68, draw((k ** 0.9)::BIGINT, 'creator')) AS creator_id,
    5000 + (draw(k, 'length') % 55000)::BIGINT AS video_duration_ms,
    -- two posts in five are older than the log, the others come evenly
    CASE
        WHEN k < posts * 0.4 THEN start_ms - 1000 - (draw(k, 'published') % 864000000)::BIGINT
        ELSE start_ms + (days * 86400000.0 * (k / posts - 0.4) / 0.6)::BIGINT
    END AS published_ms
FROM knobs, range(knobs.posts) AS r(k);

CREATE OR REPLACE TABLE ads AS
WITH drawn AS (
    SELECT
        a,
        '17' || lpad((draw(a, 'ad') % 100000000000000)::VARCHAR, 14, '0') AS ad_id,
        u(a, 'spark') < spark_share AS spark,
        ((posts * 0.4) ** u(a, 'post of ad'))::BIGINT AS k,
        1 + draw(a, 'advertiser') % greatest(ads // 12, 1) AS advertiser,
        -- an ad runs for a fifth of the log's days; see events.sql
        start_ms + (days * 86400000.0 * (1.25 * a / ads - 0.25))::BIGINT AS begins_ms
    FROM knobs, range(knobs.ads) AS r(a)
)
SELECT
    drawn.*,
    posts.post_id,
    posts.video_duration_ms,
    CASE
        WHEN NOT spark THEN 'CUSTOMIZED_USER'
        WHEN u(a, 'identity') < 0.6 THEN 'AUTH_CODE'
        WHEN u(a, 'identity') < 0.8 THEN 'TT_USER'
        ELSE 'BC_AUTH_TT'
    END AS identity_type,
    '#' || lpad((draw(a, 'code') % 1000000000000)::VARCHAR, 12, '0') AS code,
    CASE WHEN u(a, 'days') < 0.3 THEN 7 WHEN u(a, 'days') < 0.9 THEN 30 ELSE 60 END AS code_days
FROM drawn JOIN posts USING (k);

CREATE OR REPLACE TABLE facts AS
WITH told AS (
    SELECT
        published_ms AS at_ms, published_ms AS arrives_ms, 'post_published' AS type,
        post_id, creator_id, video_duration_ms, NULL AS advertiser_id, NULL AS timezone, NULL AS ad_id,
        NULL AS identity_type, NULL AS auth_code, NULL AS campaign_id, NULL AS adgroup_id, NULL AS buying_type,
        NULL AS objective_type, NULL AS placement, NULL::BIGINT AS duration_days, 'post' || k AS name
    FROM posts WHERE u(k, 'never published') >= 0.01
    UNION ALL
    SELECT
        start_ms - 1000000000, start_ms - 1000000000, 'advertiser_registered',
        NULL, NULL, NULL, 'adv' || n,
        ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'America/Los_Angeles', 'UTC', 'Asia/Kolkata'][
            1 + (draw(n, 'zone') % 6)::BIGINT],
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'adv' || n
    FROM knobs, range(1, 1 + greatest(knobs.ads // 12, 1)) AS r(n) WHERE u(n, 'never registered') >= 0.05
    UNION ALL
    SELECT
        begins_ms - 3600000,
        begins_ms - 3600000 + CASE WHEN u(a, 'late') < late_ads THEN (u(a, 'how late') * 3 * 86400000.0)::BIGINT ELSE 0 END,
        'ad_created', CASE WHEN spark THEN post_id END, NULL, NULL, 'adv' || advertiser, NULL, ad_id,
        identity_type, CASE WHEN identity_type = 'AUTH_CODE' THEN code END,
        'cmp' || (a // 6), 'grp' || (a // 2), 'AUCTION',
        ['REACH', 'VIDEO_VIEWS', 'ENGAGEMENT', 'TRAFFIC'][1 + (a // 6 % 4)::BIGINT], 'PLACEMENT_TIKTOK', NULL, 'ad' || a
    FROM ads, knobs WHERE u(a, 'never created') >= 0.01
    UNION ALL
    SELECT
        begins_ms - 7200000, begins_ms - 7200000, 'authorization_granted', post_id, NULL, NULL, NULL, NULL, NULL,
        NULL, code, NULL, NULL, NULL, NULL, NULL, code_days, 'grant' || a
    FROM ads WHERE identity_type = 'AUTH_CODE'
    UNION ALL
    SELECT
        begins_ms + 400000000, begins_ms + 400000000, 'authorization_extended', NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, code, NULL, NULL, NULL, NULL, NULL, 30, 'extension' || a
    FROM ads WHERE identity_type = 'AUTH_CODE' AND u(a, 'extended') < 0.1
    UNION ALL
    SELECT
        begins_ms + 300000000, begins_ms + 300000000, 'authorization_revoked', NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, code, NULL, NULL, NULL, NULL, NULL, NULL, 'revocation' || a
    FROM ads WHERE identity_type = 'AUTH_CODE' AND u(a, 'revoked') < 0.04
)
SELECT told.*, uuid(name || '/' || seed) AS event_id FROM told, knobs;
