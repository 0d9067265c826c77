-- The entries that a store of these events has when nothing ever moved. In: r_placed, core.events.
-- Out: v_entries, in the shape of b_entries; v_first_boosts(post_id, first_boosted_at).
CREATE OR REPLACE TEMP TABLE v_entries AS
SELECT
    1::TINYINT AS amount, p.sign AS n, e.event_id, e.type, e.occurred_at, e.actor_id, e.post_id, e.ad_id,
    e.creator_id, e.watch_ms, p.* EXCLUDE (fact, cause)
FROM r_placed AS p INNER JOIN core.events AS e ON p.seq = e.seq;

CREATE OR REPLACE TEMP TABLE v_first_boosts AS
SELECT to_post AS post_id, min(occurred_at) AS first_boosted_at
FROM v_entries WHERE disposition = 'spark'::core.disposition AND sign = 1 AND to_post IS NOT NULL GROUP BY to_post;
