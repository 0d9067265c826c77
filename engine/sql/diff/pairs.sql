-- How many views (of an ad also impressions) of each actor stood when, of those that an entry was made of since. In:
-- $later (diff/later.sql), core.reach_pairs; $until, the later batch; $of_ad, $place and $seen, which entries reach.
-- Out: a row an id, an actor and a moment, `step`: 0 the earlier batch, 1 with the first entries made until the later
-- one, 2 with their corrections too, which is the later batch, 3 now.
WITH made AS (
    SELECT
        $place AS key, actor_id, CASE WHEN batch > $until THEN 3 WHEN is_first THEN 1 ELSE 2 END AS made_in,
        coalesce(sum(n) FILTER (side = 'organic'::side), 0) AS organic,
        coalesce(sum(n) FILTER (side = 'paid'::side), 0) AS paid
    FROM ($later) WHERE $place IS NOT NULL AND $seen GROUP BY ALL
),
steps AS (SELECT unnest([0, 1, 2, 3]) AS step)
SELECT step, key, actor_id, sum(organic) AS organic, sum(paid) AS paid FROM (
    SELECT step, key, actor_id, organic, paid
    FROM (SELECT * FROM core.reach_pairs WHERE of_ad = $of_ad) SEMI JOIN made USING (key, actor_id) CROSS JOIN steps
    UNION ALL
    SELECT step, key, actor_id, -organic, -paid FROM made INNER JOIN steps ON made_in > step
) GROUP BY ALL
