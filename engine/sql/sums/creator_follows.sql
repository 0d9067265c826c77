-- Follows by the event's own creator, those without a post included. In: $entries. Out: rows of core.creator_follows.
SELECT
    creator_id, sum(amount) AS placements,
    coalesce(sum(n) FILTER (side = 'organic'::side), 0) AS follows_organic,
    coalesce(sum(n) FILTER (side = 'paid'::side AND to_post IS NOT NULL), 0) AS follows_paid
FROM $entries WHERE type = 'follow'::event_type AND sign <> 0 AND (side = 'organic'::side OR to_post IS NOT NULL)
GROUP BY ALL;
