-- Under one_day_view: all views that may credit an organic add in scope, from all history.
-- In: b_new, b_stored, core.engagements, core.losers. Out: b_views.
CREATE OR REPLACE TEMP TABLE b_creditable AS
SELECT actor_id, occurred_at FROM (
    SELECT actor_id, occurred_at, surface, type FROM b_new
    UNION ALL
    SELECT actor_id, occurred_at, surface, type FROM b_stored)
WHERE surface = 'organic'::side AND is_creditable(type);

-- as constants, they let whole stretches of history be left out
SET VARIABLE credit_from = (SELECT min(occurred_at) - INTERVAL 24 HOUR FROM b_creditable);
SET VARIABLE credit_to = (SELECT max(occurred_at) FROM b_creditable);

CREATE OR REPLACE TEMP TABLE b_views AS
SELECT e.* FROM core.engagements AS e SEMI JOIN b_creditable AS c
    ON e.actor_id = c.actor_id AND e.occurred_at < c.occurred_at
    AND e.occurred_at >= c.occurred_at - INTERVAL 24 HOUR
WHERE e.type = 'view'::event_type AND e.surface = 'paid'::side
    AND e.occurred_at >= getvariable('credit_from')::TIMESTAMP AND e.occurred_at < getvariable('credit_to')::TIMESTAMP
    AND e.seq NOT IN (SELECT seq FROM core.losers) AND e.seq NOT IN (SELECT seq FROM b_stored);
