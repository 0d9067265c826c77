-- In: ledger, doctor_latest.sql, core.standing_facts, core.sources, core.batches; the hours that a clock may be ahead and
-- the days that a line may be late, three times. Out: by source, engagements and facts dated long after they were read,
-- or long before.
WITH asked AS (
    SELECT DISTINCT event_id FROM ledger
    WHERE occurred_at > recorded_at + to_hours(?) OR occurred_at < recorded_at - to_days(?)
),
latest AS ($latest),
dated AS (
    SELECT source, occurred_at, read_at FROM latest WHERE kind = 'placed'
    UNION ALL
    SELECT s.name, f.occurred_at, b.recorded_at
    FROM core.standing_facts AS f
    INNER JOIN core.sources AS s ON f.source = s.source
    INNER JOIN core.batches AS b ON f.batch = b.batch
    WHERE f.occurred_at > b.recorded_at + to_hours(?) OR f.occurred_at < b.recorded_at - to_days(?)
)
SELECT
    source, count(*) FILTER (occurred_at > read_at + to_hours(?)) AS ahead,
    count(*) FILTER (occurred_at < read_at - to_days(?)) AS late, min(occurred_at) AS first_occurred_at,
    max(occurred_at) AS last_occurred_at, max(read_at) AS last_read_at
FROM dated GROUP BY source ORDER BY ahead DESC, late DESC, source
