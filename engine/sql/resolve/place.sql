-- The placements. In: r_base, r_lost, r_undone, r_credit, f_ads, f_posts, f_advertisers, f_zones.
-- Out: r_placed, one row an event that is not aux, with what the sums ask of it: where it counts, with the day in its
-- ad's zone, the quartile reached (0-4, NULL where not measurable), the click's destination, and the fact and event
-- that decided.
CREATE OR REPLACE TEMP TABLE r_placed AS
WITH zones AS (
    SELECT * FROM f_zones WHERE ends > (SELECT min(occurred_at) FROM r_base)
        AND starts <= (SELECT max(occurred_at) FROM r_base)
),
counted AS (
    SELECT
        b.seq, b.fresh, b.event_id, b.type, b.occurred_at, b.actor_id, b.post_id, b.ad_id, b.creator_id, b.watch_ms,
        b.surface, b.spark, b.element,
        nullif(b.video_duration_ms, 0) AS own_duration_ms,
        CASE WHEN b.type = 'view'::event_type AND coalesce(b.video_duration_ms, 0) = 0 THEN b.ad_post END AS duration_of,
        CASE
            WHEN l.seq IS NOT NULL THEN l.disposition
            WHEN c.seq IS NOT NULL THEN 'spark_after_view'::disposition
            WHEN u.seq IS NOT NULL THEN u.disposition
            ELSE b.disposition
        END AS disposition,
        CASE
            WHEN l.seq IS NOT NULL THEN NULL
            WHEN u.seq IS NOT NULL THEN u.to_post
            WHEN b.surface = 'organic'::side THEN b.post_id
            WHEN b.disposition = 'spark'::disposition AND b.type NOT IN ('click', 'impression') THEN b.ad_post
        END AS to_post,
        CASE
            WHEN l.seq IS NOT NULL THEN NULL
            WHEN c.seq IS NOT NULL THEN c.to_ad
            WHEN u.seq IS NOT NULL THEN u.to_ad
            ELSE b.ad_id
        END AS to_ad,
        CASE WHEN l.seq IS NOT NULL THEN 0 WHEN u.seq IS NOT NULL THEN -1 ELSE 1 END::TINYINT AS sign,
        b.surface = 'paid'::side AND b.spark IS NOT NULL AND b.post_id IS NOT NULL AND b.post_id IS DISTINCT FROM b.ad_post
            AS conflict,
        coalesce(c.fact, u.fact, b.fact) AS fact,
        coalesce(l.cause, u.add_seq, c.cause) AS cause
    FROM r_base AS b
    LEFT JOIN r_lost AS l ON b.seq = l.seq
    LEFT JOIN r_undone AS u ON b.seq = u.seq
    LEFT JOIN r_credit AS c ON coalesce(u.add_seq, b.seq) = c.seq
    WHERE NOT b.aux
)
SELECT
    p.seq, p.fresh, p.event_id, p.type, p.occurred_at, p.actor_id, p.post_id, p.ad_id, p.creator_id, p.watch_ms,
    p.disposition,
    CASE
        WHEN p.sign = 0 THEN NULL
        WHEN p.disposition = 'organic'::disposition THEN 'organic' ELSE 'paid'
    END::side AS side,
    p.to_post, p.to_ad, p.sign,
    CASE WHEN p.to_ad IS NOT NULL THEN (p.occurred_at + to_seconds(coalesce(z.offset_s, 0)))::DATE END AS ad_day,
    CASE
        WHEN p.type = 'view'::event_type AND p.to_ad IS NOT NULL AND p.watch_ms IS NOT NULL
            AND coalesce(p.own_duration_ms, nullif(d.video_duration_ms, 0)) IS NOT NULL
            THEN least(4, p.watch_ms * 4 // coalesce(p.own_duration_ms, d.video_duration_ms))
    END::TINYINT AS milestone,
    CASE
        WHEN p.type <> 'click'::event_type THEN NULL
        WHEN p.surface = 'paid'::side AND p.spark IS NULL THEN NULL
        WHEN NOT p.spark THEN 'landing_page'
        WHEN p.element IN ('cta', 'caption') THEN CASE WHEN p.surface = 'paid'::side THEN 'landing_page' END
        WHEN p.element IN ('profile_photo', 'nickname', 'swipe_left') THEN 'profile'
        ELSE p.element
    END::click_class AS click_class,
    p.conflict, p.fact, p.cause
FROM counted AS p
LEFT JOIN f_posts AS d
    ON p.duration_of = d.post_id AND p.occurred_at >= d.starts AND p.occurred_at < d.ends
LEFT JOIN f_ads AS a ON p.to_ad = a.ad_id
LEFT JOIN f_advertisers AS v
    ON a.advertiser_id = v.advertiser_id AND p.occurred_at >= v.starts AND p.occurred_at < v.ends
LEFT JOIN zones AS z ON v.timezone = z.timezone AND p.occurred_at >= z.starts AND p.occurred_at < z.ends;
