-- The counters of a level that moved between two batches. In: $id, the level's key; $placed, $corrected, $later, sums by
-- it of the entries between them (first ones, and corrections) and of all after them; $now, the same columns as they
-- are now (none where all are 0). Out: a row a counter of each id that an entry named, both sides of a post's metric together too.
WITH parts AS (
    SELECT 'placed' AS part, * FROM (UNPIVOT ($placed) ON COLUMNS(* EXCLUDE ($id)) INTO NAME metric VALUE n)
    UNION ALL
    SELECT 'corrected', * FROM (UNPIVOT ($corrected) ON COLUMNS(* EXCLUDE ($id)) INTO NAME metric VALUE n)
    UNION ALL
    SELECT 'later', * FROM (UNPIVOT ($later) ON COLUMNS(* EXCLUDE ($id)) INTO NAME metric VALUE n)
),
counted AS (
    FROM parts
    UNION ALL
    SELECT * REPLACE (regexp_replace(metric, '_(organic|paid)$$', '') AS metric)
    FROM parts WHERE regexp_matches(metric, '_(organic|paid)$$')
        AND regexp_replace(metric, '_(organic|paid)$$', '_paid') IN (SELECT metric FROM parts)
),
moved AS (
    SELECT
        $id, metric, coalesce(sum(n) FILTER (part = 'placed'), 0)::HUGEINT AS placed,
        coalesce(sum(n) FILTER (part = 'corrected'), 0)::HUGEINT AS corrected,
        coalesce(sum(n) FILTER (part = 'later'), 0)::HUGEINT AS later
    FROM counted GROUP BY $id, metric
),
now AS (
    UNPIVOT (SELECT * FROM ($now) WHERE $id IN (SELECT $id FROM parts)) ON COLUMNS(* EXCLUDE ($id)) INTO NAME metric VALUE n)
SELECT
    $id AS id, metric, coalesce(n, 0) - later - placed - corrected AS before, coalesce(n, 0) - later AS after, placed,
    corrected
FROM moved LEFT JOIN now USING ($id, metric)
ORDER BY id, metric
