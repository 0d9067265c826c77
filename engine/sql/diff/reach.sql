-- The reach of a level that moved between two batches. In: $pairs (diff/pairs.sql); $id, the level's key; $metrics, those
-- of its counters that are reach; $totals, the public view that has them now. Out: a row a counter of each id, as diff/moved.sql.
WITH reached AS (
    SELECT
        step, key, count(*) FILTER (organic > 0 OR paid > 0) AS reach, count(*) FILTER (organic > 0) AS reach_organic,
        count(*) FILTER (paid > 0) AS reach_paid
    FROM ($pairs) GROUP BY step, key
),
steps AS (
    SELECT
        key, metric, sum(n) FILTER (step = 0) AS before, sum(n) FILTER (step = 1) AS placed,
        sum(n) FILTER (step = 2) AS after, sum(n) FILTER (step = 3) AS now
    FROM (UNPIVOT reached ON $metrics INTO NAME metric VALUE n) GROUP BY key, metric
),
totals AS (UNPIVOT (SELECT $id AS key, $metrics FROM $totals) ON $metrics INTO NAME metric VALUE n)
SELECT
    key AS id, metric, coalesce(n, 0) - now + before AS before, coalesce(n, 0) - now + after AS after,
    placed - before AS placed, after - placed AS corrected
FROM steps LEFT JOIN totals USING (key, metric)
