-- The placements. In: r_base, r_decided, r_spans.
-- Out: r_placing, a view: one row an event that is not aux, with its columns and where it counts, the day in its ad's
-- zone, the quartile reached (0-4, NULL where not measurable), the click's destination, and the fact and event that
-- decided.
CREATE OR REPLACE TEMP VIEW r_placing AS
WITH counted AS (
    SELECT
        * EXCLUDE (stateful, aux),
        CASE
            WHEN surface = 'organic'::side THEN post_id
            WHEN disposition = 'spark'::disposition AND type NOT IN ('click', 'impression') THEN ad_post
        END AS to_post,
        ad_id AS to_ad, 1::TINYINT AS sign, NULL::BIGINT AS cause
    FROM r_base WHERE NOT aux AND seq NOT IN (SELECT seq FROM r_decided)
    UNION ALL BY NAME
    SELECT
        b.* EXCLUDE (stateful, aux) REPLACE (
            d.disposition AS disposition, coalesce(d.fact, b.fact) AS fact, s.offset_s AS offset_s),
        d.to_post, d.to_ad, d.sign, d.cause
    FROM r_decided AS d INNER JOIN r_base AS b ON d.seq = b.seq
    LEFT JOIN r_spans AS s ON d.to_ad = s.ad_id AND b.occurred_at >= s.starts AND b.occurred_at < s.ends
)
SELECT
    * EXCLUDE (spark, ad_post, offset_s, duration_ms),
    surface = 'paid'::side AND spark IS NOT NULL AND post_id IS NOT NULL AND post_id IS DISTINCT FROM ad_post AS conflict,
    CASE
        WHEN sign = 0 THEN NULL
        WHEN disposition = 'organic'::disposition THEN 'organic'::side ELSE 'paid'::side
    END AS side,
    CASE WHEN to_ad IS NOT NULL THEN (occurred_at + to_seconds(offset_s))::DATE END AS ad_day,
    CASE
        WHEN type = 'view'::event_type AND to_ad IS NOT NULL AND watch_ms IS NOT NULL AND duration_ms IS NOT NULL
            THEN least(4, watch_ms * 4 // duration_ms)
    END::TINYINT AS milestone,
    CASE
        WHEN type <> 'click'::event_type THEN NULL
        WHEN surface = 'paid'::side AND spark IS NULL THEN NULL
        WHEN NOT spark THEN 'landing_page'
        WHEN element IN ('cta', 'caption') THEN CASE WHEN surface = 'paid'::side THEN 'landing_page' END
        WHEN element IN ('profile_photo', 'nickname', 'swipe_left') THEN 'profile'
        ELSE element
    END::click_class AS click_class
FROM counted;
