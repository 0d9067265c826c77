-- Removals that found nothing added, by type.
SELECT p.type, count(*) AS events, min(p.occurred_at) AS first_occurred_at, max(p.occurred_at) AS last_occurred_at
FROM exceptions AS e INNER JOIN (SELECT DISTINCT event_id, type, occurred_at FROM ledger) AS p USING (event_id)
WHERE e.kind = 'orphan' GROUP BY p.type ORDER BY events DESC, p.type
