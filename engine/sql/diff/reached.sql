-- The corrections between two batches that moved an actor in or out of reach, read as if all first entries had been made
-- before them: so they add up to what corrections changed. Within a batch what is placed comes first, so that nobody
-- leaves whose view is only placed anew. In: $later (diff/later.sql), $pairs (diff/pairs.sql); $until, $place and $seen
-- as there; $reached, whether an actor with so many `organic` and `paid` ones standing is. Out: the rows of $later, each
-- with what it `adds`.
SELECT *, reached - coalesce(lag(reached) OVER turns, reached_before) AS adds FROM (
    SELECT *, ($reached)::BIGINT AS reached FROM (
        SELECT * REPLACE (
            organic + coalesce(sum(n) FILTER (side = 'organic'::side) OVER turns, 0) AS organic,
            paid + coalesce(sum(n) FILTER (side = 'paid'::side) OVER turns, 0) AS paid)
        FROM (
            SELECT n.*, p.organic, p.paid, ($reached)::BIGINT AS reached_before
            FROM ($later) AS n INNER JOIN ($pairs) AS p ON n.$place = p.key AND n.actor_id = p.actor_id
            WHERE p.step = 1 AND n.batch <= $until AND NOT n.is_first AND $seen)
        WINDOW turns AS (PARTITION BY $place, actor_id ORDER BY batch, amount DESC, event_id ROWS UNBOUNDED PRECEDING)))
WINDOW turns AS (PARTITION BY $place, actor_id ORDER BY batch, amount DESC, event_id)
QUALIFY adds <> 0
