-- The placements. In: r_base, r_decided, f_ads, f_posts, f_advertisers, f_zones.
-- Out: r_placing, a view: one row an event that is not aux, with its columns and where it counts, the day in its ad's
-- zone, the quartile reached (0-4, NULL where not measurable), the click's destination, and the fact and event that
-- decided.

-- The ads' offsets in the time that the events cover.
CREATE OR REPLACE TEMP TABLE r_offsets AS
WITH covered AS (SELECT min(occurred_at) AS first, max(occurred_at) AS last FROM r_events),
zones AS (SELECT z.* FROM f_zones AS z, covered WHERE z.ends > covered.first AND z.starts <= covered.last)
SELECT a.ad_id, greatest(v.starts, z.starts) AS starts, least(v.ends, z.ends) AS ends, z.offset_s
FROM f_ads AS a INNER JOIN f_advertisers AS v ON a.advertiser_id = v.advertiser_id
INNER JOIN zones AS z ON v.timezone = z.timezone
WHERE v.starts < z.ends AND v.ends > z.starts;

-- The lengths of videos that views of Spark Ads do not say themselves.
CREATE OR REPLACE TEMP TABLE r_lengths AS
SELECT b.seq, d.video_duration_ms
FROM r_base AS b INNER JOIN f_posts AS d
    ON b.ad_post = d.post_id AND b.occurred_at >= d.starts AND b.occurred_at < d.ends
WHERE b.type = 'view'::event_type AND b.surface = 'paid'::side AND coalesce(b.video_duration_ms, 0) = 0
    AND b.watch_ms IS NOT NULL AND d.video_duration_ms > 0;

CREATE OR REPLACE TEMP VIEW r_placing AS
WITH counted AS (
    SELECT
        b.* EXCLUDE (stateful, aux) REPLACE (
            coalesce(d.disposition, b.disposition) AS disposition, coalesce(d.fact, b.fact) AS fact),
        coalesce(nullif(b.video_duration_ms, 0), l.video_duration_ms) AS duration_ms,
        CASE
            WHEN d.seq IS NOT NULL THEN d.to_post
            WHEN b.surface = 'organic'::side THEN b.post_id
            WHEN b.disposition = 'spark'::disposition AND b.type NOT IN ('click', 'impression') THEN b.ad_post
        END AS to_post,
        CASE WHEN d.seq IS NOT NULL THEN d.to_ad ELSE b.ad_id END AS to_ad,
        coalesce(d.sign, 1)::TINYINT AS sign,
        b.surface = 'paid'::side AND b.spark IS NOT NULL AND b.post_id IS NOT NULL AND b.post_id IS DISTINCT FROM b.ad_post
            AS conflict,
        d.cause
    FROM r_base AS b LEFT JOIN r_decided AS d ON b.seq = d.seq LEFT JOIN r_lengths AS l ON b.seq = l.seq
    WHERE NOT b.aux
)
SELECT
    p.* EXCLUDE (spark, ad_post, duration_ms),
    CASE
        WHEN p.sign = 0 THEN NULL
        WHEN p.disposition = 'organic'::disposition THEN 'organic'::side ELSE 'paid'::side
    END AS side,
    CASE WHEN p.to_ad IS NOT NULL THEN (p.occurred_at + to_seconds(coalesce(z.offset_s, 0)))::DATE END AS ad_day,
    CASE
        WHEN p.type = 'view'::event_type AND p.to_ad IS NOT NULL AND p.watch_ms IS NOT NULL AND p.duration_ms IS NOT NULL
            THEN least(4, p.watch_ms * 4 // p.duration_ms)
    END::TINYINT AS milestone,
    CASE
        WHEN p.type <> 'click'::event_type THEN NULL
        WHEN p.surface = 'paid'::side AND p.spark IS NULL THEN NULL
        WHEN NOT p.spark THEN 'landing_page'
        WHEN p.element IN ('cta', 'caption') THEN CASE WHEN p.surface = 'paid'::side THEN 'landing_page' END
        WHEN p.element IN ('profile_photo', 'nickname', 'swipe_left') THEN 'profile'
        ELSE p.element
    END::click_class AS click_class
FROM counted AS p
LEFT JOIN r_offsets AS z ON p.to_ad = z.ad_id AND p.occurred_at >= z.starts AND p.occurred_at < z.ends;
