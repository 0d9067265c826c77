-- Under one_day_view: all views that may credit an organic add in scope, from all history.
-- In: b_new, b_stored, core.engagements, core.losers. Out: b_views.
CREATE OR REPLACE TEMP TABLE b_views AS
SELECT e.* FROM core.engagements AS e SEMI JOIN (
    SELECT actor_id, occurred_at FROM (
        SELECT actor_id, occurred_at, surface, type FROM b_new
        UNION ALL
        SELECT actor_id, occurred_at, surface, type FROM b_stored)
    WHERE surface = 'organic'::side AND is_creditable(type)
) AS c ON e.actor_id = c.actor_id AND e.occurred_at < c.occurred_at
    AND e.occurred_at >= c.occurred_at - INTERVAL 24 HOUR
WHERE e.type = 'view'::event_type AND e.surface = 'paid'::side
    AND e.seq NOT IN (SELECT seq FROM core.losers) AND e.seq NOT IN (SELECT seq FROM b_stored);
