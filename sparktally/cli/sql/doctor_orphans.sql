-- In: exceptions, ledger (of each event its latest entry). Out: removals that found nothing added, by type.
WITH waiting AS (SELECT event_id FROM exceptions WHERE kind = 'orphan'),
latest AS (
    SELECT *, min(recorded_at) OVER (PARTITION BY event_id, occurred_at) AS read_at
    FROM ledger WHERE event_id IN (SELECT event_id FROM waiting)
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY batch DESC, kind) = 1
)
SELECT type, count(*) AS events, min(occurred_at) AS first_occurred_at, max(occurred_at) AS last_occurred_at
FROM latest GROUP BY type ORDER BY events DESC, type
