-- In: exceptions, doctor_latest.sql. Out: removals that found nothing added, by type.
WITH asked AS (SELECT event_id FROM exceptions WHERE kind = 'orphan'),
latest AS ($latest)
SELECT type, count(*) AS events, min(occurred_at) AS first_occurred_at, max(occurred_at) AS last_occurred_at
FROM latest GROUP BY type ORDER BY events DESC, type
