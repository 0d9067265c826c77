-- In: ledger, doctor_latest.sql; the hours that a clock may be ahead and the days
-- that a line may be late, twice. Out: by source, engagements dated long after they were read, or long before.
WITH asked AS (
    SELECT DISTINCT event_id FROM ledger
    WHERE occurred_at > recorded_at + to_hours(?) OR occurred_at < recorded_at - to_days(?)
),
latest AS ($latest)
SELECT
    source, count(*) FILTER (occurred_at > read_at + to_hours(?)) AS ahead,
    count(*) FILTER (occurred_at < read_at - to_days(?)) AS late, min(occurred_at) AS first_occurred_at,
    max(occurred_at) AS last_occurred_at, max(read_at) AS last_read_at
FROM latest WHERE kind = 'placed' GROUP BY source ORDER BY ahead DESC, late DESC, source
