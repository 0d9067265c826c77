-- What the facts say of each ad, over the time that the events cover.
-- In: r_events, f_ads, f_codes, f_posts, f_advertisers, f_zones. Out: r_spans: of each ad that an event names, and of 0 for
-- none, a row for each stretch of that time in which nothing changes; together they cover all of it, so that each event
-- has exactly one. `disposition` of what happens on the ad; the length of its post's video where it is known.
CREATE OR REPLACE TEMP TABLE r_named AS SELECT DISTINCT coalesce(ad_id, 0) AS ad_id FROM r_events;
CREATE OR REPLACE TEMP TABLE r_covered AS SELECT min(occurred_at) AS first, max(occurred_at) AS last FROM r_events;

CREATE OR REPLACE TEMP TABLE r_ads AS
SELECT n.ad_id, a.ad_id IS NOT NULL AS is_known, a.spark, a.post_id, a.auth_code, a.advertiser_id, a.fact
FROM r_named AS n LEFT JOIN f_ads AS a ON n.ad_id = a.ad_id;

CREATE OR REPLACE TEMP TABLE r_offsets AS
SELECT a.ad_id, greatest(v.starts, z.starts) AS starts, least(v.ends, z.ends) AS ends, z.offset_s
FROM r_ads AS a INNER JOIN f_advertisers AS v ON a.advertiser_id = v.advertiser_id
INNER JOIN f_zones AS z ON v.timezone = z.timezone, r_covered AS c
WHERE v.starts < z.ends AND v.ends > z.starts AND z.ends > c.first AND z.starts <= c.last;

CREATE OR REPLACE TEMP TABLE r_spans AS
WITH changes AS (
    SELECT ad_id, unnest([starts, ends]) AS moment FROM r_ads INNER JOIN f_codes USING (auth_code, post_id)
    UNION ALL
    SELECT ad_id, unnest([starts, ends]) FROM r_offsets
    UNION ALL
    SELECT ad_id, starts FROM r_ads INNER JOIN f_posts USING (post_id)
),
starting AS (
    SELECT ad_id, first AS starts FROM r_named, r_covered
    UNION
    SELECT ad_id, moment FROM changes, r_covered WHERE moment > first AND moment <= last
),
spans AS (
    SELECT
        ad_id, starts,
        coalesce(lead(starts) OVER (PARTITION BY ad_id ORDER BY starts), TIMESTAMP 'infinity') AS ends
    FROM starting
)
SELECT
    s.ad_id, s.starts, s.ends, a.spark, a.post_id AS ad_post,
    CASE
        WHEN NOT a.is_known THEN 'unknown_ad'
        WHEN NOT a.spark THEN 'ad_only'
        WHEN a.auth_code IS NULL OR c.auth_code IS NOT NULL THEN 'spark'
        ELSE 'unauthorized'
    END::disposition AS disposition,
    coalesce(c.fact, a.fact) AS fact, coalesce(z.offset_s, 0) AS offset_s, nullif(d.video_duration_ms, 0) AS video_ms
FROM spans AS s INNER JOIN r_ads AS a ON s.ad_id = a.ad_id
LEFT JOIN f_codes AS c
    ON a.auth_code = c.auth_code AND a.post_id = c.post_id AND s.starts >= c.starts AND s.starts < c.ends
LEFT JOIN r_offsets AS z ON s.ad_id = z.ad_id AND s.starts >= z.starts AND s.starts < z.ends
LEFT JOIN f_posts AS d ON a.post_id = d.post_id AND s.starts >= d.starts AND s.starts < d.ends;
