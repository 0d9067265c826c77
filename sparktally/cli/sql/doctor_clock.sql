-- In: ledger (of each event its latest entry, and when its line was read); the hours that a clock may be ahead and the days
-- that a line may be late, twice. Out: by source, engagements dated long after they were read, or long before.
WITH odd AS (
    SELECT DISTINCT event_id FROM ledger
    WHERE occurred_at > recorded_at + to_hours(?) OR occurred_at < recorded_at - to_days(?)
),
latest AS (
    SELECT *, min(recorded_at) OVER (PARTITION BY event_id, occurred_at) AS read_at
    FROM ledger WHERE event_id IN (SELECT event_id FROM odd)
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY batch DESC, kind) = 1
)
SELECT
    source, count(*) FILTER (occurred_at > read_at + to_hours(?)) AS ahead,
    count(*) FILTER (occurred_at < read_at - to_days(?)) AS late, min(occurred_at) AS first_occurred_at,
    max(occurred_at) AS last_occurred_at, max(read_at) AS last_read_at
FROM latest WHERE kind = 'placed' GROUP BY source ORDER BY ahead DESC, late DESC, source
