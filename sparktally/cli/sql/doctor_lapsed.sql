-- In: exceptions, ledger (of each event its latest entry), ads, authorizations. Out: codes on which ads for their post
-- delivered after they were over, the one with most events first.
WITH refused AS (SELECT event_id FROM exceptions WHERE kind = 'unauthorized'),
latest AS (
    SELECT *, min(recorded_at) OVER (PARTITION BY event_id, occurred_at) AS read_at
    FROM ledger WHERE event_id IN (SELECT event_id FROM refused)
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY batch DESC, kind) = 1
)
SELECT
    a.auth_code, c.expires_at, c.revoked, count(DISTINCT l.ad_id) AS ads, count(*) AS events,
    max(l.occurred_at) AS last_occurred_at
FROM latest AS l
INNER JOIN ads AS a ON l.ad_id = a.ad_id
INNER JOIN authorizations AS c ON a.auth_code = c.auth_code AND a.post_id = c.post_id AND l.occurred_at >= c.expires_at
GROUP BY ALL ORDER BY events DESC, a.auth_code
