-- The counters that differ between two stores. In: arrow_first, arrow_second: a row an id, with the same counters.
-- Out: a row a counter that is not the same, NULL where there is none.
WITH first AS (UNPIVOT arrow_first ON COLUMNS(* EXCLUDE (id)) INTO NAME metric VALUE n),
second AS (UNPIVOT arrow_second ON COLUMNS(* EXCLUDE (id)) INTO NAME metric VALUE n)
SELECT id, metric, first.n::HUGEINT AS before, second.n::HUGEINT AS after
FROM first FULL JOIN second USING (id, metric)
WHERE first.n IS DISTINCT FROM second.n AND (coalesce(first.n, 0) <> 0 OR coalesce(second.n, 0) <> 0)
ORDER BY id, metric
