-- Events dated long after they were recorded, or long before, by source. In: two parameters, the hours that a clock may
-- be ahead and the days that a line may be late.
SELECT
    source, count(*) AS events, count(*) FILTER (occurred_at > recorded_at + to_hours(?)) AS ahead,
    count(*) FILTER (occurred_at < recorded_at - to_days(?)) AS late, min(occurred_at) AS first_occurred_at,
    max(occurred_at) AS last_occurred_at, max(recorded_at) AS last_recorded_at
FROM (SELECT DISTINCT event_id, source, occurred_at, min(recorded_at) OVER (PARTITION BY event_id) AS recorded_at FROM ledger)
GROUP BY source ORDER BY ahead DESC, late DESC, source
