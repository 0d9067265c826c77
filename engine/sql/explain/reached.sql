-- Entries that change how many are reached. In: $counted (explain/counted.sql, of the views, and of an ad the
-- impressions); $reached, whether an actor with so many `organic` and `paid` ones standing is. Out: the same columns;
-- an actor's first adds 1, and what takes the last back takes 1 away.
SELECT * EXCLUDE (before) REPLACE (reached - before AS adds) FROM (
    SELECT *, coalesce(lag(reached) OVER (PARTITION BY actor_id ORDER BY batch, amount, seq), 0) AS before FROM (
        SELECT *, ($reached)::BIGINT AS reached FROM (
            SELECT
                *, coalesce(sum(n) FILTER (side = 'organic'::side) OVER turns, 0) AS organic,
                coalesce(sum(n) FILTER (side = 'paid'::side) OVER turns, 0) AS paid
            FROM ($counted)
            WINDOW turns AS (PARTITION BY actor_id ORDER BY batch, amount, seq ROWS UNBOUNDED PRECEDING))))
WHERE reached <> before
