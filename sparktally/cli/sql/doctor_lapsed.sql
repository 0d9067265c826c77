-- In: exceptions, doctor_latest.sql, ads, authorizations. Out: codes on which ads for their post
-- delivered after they were over, the one with most events first.
WITH asked AS (SELECT event_id FROM exceptions WHERE kind = 'unauthorized'),
latest AS ($latest)
SELECT
    a.auth_code, c.expires_at, c.revoked, count(DISTINCT l.ad_id) AS ads, count(*) AS events,
    max(l.occurred_at) AS last_occurred_at
FROM latest AS l
INNER JOIN ads AS a ON l.ad_id = a.ad_id
INNER JOIN authorizations AS c ON a.auth_code = c.auth_code AND a.post_id = c.post_id AND l.occurred_at >= c.expires_at
GROUP BY ALL ORDER BY events DESC, a.auth_code
