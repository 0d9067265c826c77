-- What to do next. In: the views of posts and ads. Out: authorizations, spark_lift, and the macros with `at`.

-- A moment in UTC without a zone, whatever the zone of the session: text with an offset and TIMESTAMPTZ are taken there.
CREATE OR REPLACE MACRO core.utc(moment) AS CASE
    WHEN typeof(moment) = 'TIMESTAMP WITH TIME ZONE'
        OR regexp_matches(moment::VARCHAR, ':\d\d(\.\d+)? ?([Zz]|[+-]\d\d(:?\d\d(:?\d\d)?)?)$')
        THEN moment::TIMESTAMPTZ AT TIME ZONE 'UTC'
    ELSE moment::TIMESTAMP
END;

CREATE OR REPLACE VIEW core.intervals AS
SELECT
    auth_code, number, min(starts) AS starts, max(ends) AS ends, bool_or(revoked) AS revoked
FROM core.code_intervals GROUP BY auth_code, number;

CREATE OR REPLACE VIEW authorizations AS
SELECT
    g.auth_code, g.post_id, g.occurred_at AS granted_at, l.starts AS starts_at, l.ends AS expires_at, l.revoked,
    l.number + 1 AS intervals, coalesce(a.ads, 0) AS ads
FROM (
    SELECT auth_code, post_id, occurred_at FROM core.standing_facts WHERE type = 'authorization_granted'
    QUALIFY row_number() OVER (PARTITION BY auth_code ORDER BY occurred_at, event_id) = 1) AS g
INNER JOIN (
    SELECT * FROM core.intervals QUALIFY number = max(number) OVER (PARTITION BY auth_code)) AS l USING (auth_code)
LEFT JOIN (SELECT auth_code, count(*) AS ads FROM core.standing_ads GROUP BY auth_code) AS a USING (auth_code);

-- The interval is the one in force at the moment, which need not be the code's latest.
CREATE OR REPLACE MACRO authorizations_expiring("at", days) AS TABLE
SELECT
    a.* REPLACE (i.starts AS starts_at, i.ends AS expires_at, i.revoked AS revoked),
    date_diff('microsecond', core.utc("at"), i.ends) / 86400000000.0 AS days_left
FROM authorizations AS a INNER JOIN core.intervals AS i USING (auth_code)
WHERE i.starts <= core.utc("at") AND i.ends > core.utc("at")
    AND date_diff('microsecond', core.utc("at"), i.ends) / 86400000000.0 <= days
ORDER BY i.ends, a.auth_code;

CREATE OR REPLACE MACRO boost_candidates("at") AS TABLE
WITH candidates AS (
    SELECT
        t.post_id, p.creator_id, p.published_at,
        date_diff('microsecond', p.published_at, core.utc("at")) / 3600000000.0 AS hours,
        t.video_views, t.likes + t.comments + t.shares AS engagements, t.engagement_rate,
        t.video_views / nullif(date_diff('microsecond', p.published_at, core.utc("at")) / 3600000000.0, 0)
            AS views_per_hour
    FROM post_totals AS t INNER JOIN posts AS p USING (post_id)
    WHERE p.published_at <= core.utc("at") AND p.visibility = 'public' AND t.ads = 0
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
