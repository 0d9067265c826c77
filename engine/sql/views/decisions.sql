-- What to do next. In: the views of posts and ads. Out: authorizations, spark_lift, and the macros with `at`.

CREATE OR REPLACE VIEW authorizations AS
SELECT
    g.auth_code, g.post_id, g.occurred_at AS granted_at, l.starts AS starts_at, l.ends AS expires_at, l.revoked,
    l.intervals, coalesce(a.ads, 0) AS ads
FROM (
    SELECT auth_code, post_id, occurred_at FROM core.standing_facts WHERE type = 'authorization_granted'
    QUALIFY row_number() OVER (PARTITION BY auth_code ORDER BY occurred_at, event_id) = 1) AS g
INNER JOIN (
    SELECT *, count(*) OVER (PARTITION BY auth_code) AS intervals FROM core.code_intervals
    QUALIFY row_number() OVER (PARTITION BY auth_code ORDER BY starts DESC, ends DESC) = 1) AS l USING (auth_code)
LEFT JOIN (SELECT auth_code, count(*) AS ads FROM core.standing_ads GROUP BY auth_code) AS a USING (auth_code);

CREATE OR REPLACE MACRO authorizations_expiring("at", days) AS TABLE
SELECT *, date_diff('microsecond', "at"::TIMESTAMP, expires_at) / 86400000000.0 AS days_left
FROM authorizations
WHERE auth_code IN (
        SELECT auth_code FROM core.code_intervals WHERE starts <= "at"::TIMESTAMP AND ends > "at"::TIMESTAMP)
    AND expires_at <= "at"::TIMESTAMP + to_microseconds((days * 86400000000)::BIGINT)
ORDER BY expires_at, auth_code;

CREATE OR REPLACE MACRO boost_candidates("at") AS TABLE
WITH candidates AS (
    SELECT
        t.post_id, p.creator_id, p.published_at,
        date_diff('microsecond', p.published_at, "at"::TIMESTAMP) / 3600000000.0 AS hours,
        t.video_views, t.likes + t.comments + t.shares AS engagements, t.engagement_rate,
        t.video_views / nullif(date_diff('microsecond', p.published_at, "at"::TIMESTAMP) / 3600000000.0, 0)
            AS views_per_hour
    FROM post_totals AS t INNER JOIN posts AS p USING (post_id)
    WHERE p.published_at <= "at"::TIMESTAMP AND p.visibility = 'public' AND t.ads = 0
)
SELECT
    *, (percent_rank() OVER (ORDER BY engagement_rate NULLS FIRST)
        + percent_rank() OVER (ORDER BY views_per_hour NULLS FIRST)) / 2 AS score
FROM candidates ORDER BY score DESC, post_id;

-- Each rate pooled over all ads of a format: sums first, then the quotient.
CREATE OR REPLACE VIEW spark_lift AS
WITH pools AS (
    SELECT
        format, sum(video_views_p100) AS completed, sum(watch_views_known_duration) AS measured,
        sum(video_watched_6s) AS watched_6s, sum(watch_views) AS watched, sum(likes + comments + shares) AS engaged,
        sum(video_views) AS views
    FROM core.ad_sums WHERE format IS NOT NULL GROUP BY format
),
rates AS (
    SELECT format, 'completion_rate' AS metric, completed / nullif(measured, 0) AS rate FROM pools
    UNION ALL
    SELECT format, 'six_second_view_rate', watched_6s / nullif(watched, 0) FROM pools
    UNION ALL
    SELECT format, 'engagement_rate', engaged / nullif(views, 0) FROM pools
),
metrics (place, metric) AS (VALUES (1, 'completion_rate'), (2, 'six_second_view_rate'), (3, 'engagement_rate'))
SELECT
    m.metric, s.rate AS spark, n.rate AS non_spark, s.rate / nullif(n.rate, 0) - 1 AS lift
FROM metrics AS m
LEFT JOIN rates AS s ON m.metric = s.metric AND s.format = 'spark'
LEFT JOIN rates AS n ON m.metric = n.metric AND n.format = 'non_spark'
ORDER BY m.place;
