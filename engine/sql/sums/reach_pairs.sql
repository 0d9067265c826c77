-- Who saw what. A post's viewers by side, an ad's viewers and those it was shown to. In: $entries.
-- Out: rows of core.reach_pairs, signed counts.
SELECT
    false AS of_ad, to_post AS key, actor_id, coalesce(sum(n) FILTER (side = 'organic'::side), 0) AS organic,
    coalesce(sum(n) FILTER (side = 'paid'::side), 0) AS paid
FROM $entries WHERE type = 'view'::event_type AND to_post IS NOT NULL GROUP BY ALL
UNION ALL
SELECT true, to_ad, actor_id, 0, sum(n)
FROM $entries WHERE type IN ('view', 'impression') AND to_ad IS NOT NULL GROUP BY ALL;
