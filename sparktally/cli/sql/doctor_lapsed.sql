-- Codes that are over and whose ads went on delivering, the one with most events first.
SELECT
    a.auth_code, c.expires_at, c.revoked, count(DISTINCT e.ad_id) AS ads, count(*) AS events,
    max(p.occurred_at) AS last_occurred_at
FROM exceptions AS e
INNER JOIN ads AS a ON e.ad_id = a.ad_id
INNER JOIN authorizations AS c ON a.auth_code = c.auth_code
INNER JOIN (SELECT DISTINCT event_id, occurred_at FROM ledger WHERE disposition = 'unauthorized') AS p
    ON e.event_id = p.event_id AND p.occurred_at >= c.expires_at
WHERE e.kind = 'unauthorized'
GROUP BY ALL ORDER BY events DESC, a.auth_code
