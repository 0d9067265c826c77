-- Under one_day_view: stored organic adds whose credit may change, since a spark view came, moved or went.
-- In: b_new (the batch's standing engagements), b_old, f_ads, $corrections (rows of core.packed_corrections, of b_old at
-- least). Out: b_credited(row), where they are in
-- core.packed_bodies, if not in b_old.
CREATE OR REPLACE TEMP TABLE b_views_moved AS
SELECT v.actor_id, a.post_id, v.occurred_at
FROM (
    SELECT actor_id, ad_id, occurred_at FROM b_new WHERE type = 'view'::event_type AND surface = 'paid'::side
    UNION ALL
    SELECT actor_id, ad_id, occurred_at FROM b_old WHERE type = 'view'::event_type AND surface = 'paid'::side
) AS v INNER JOIN f_ads AS a ON v.ad_id = a.ad_id WHERE a.spark
UNION
SELECT actor_id, to_post, occurred_at FROM b_old
WHERE type = 'view'::event_type AND disposition = 'spark'::disposition
UNION
SELECT e.actor_id, c.to_post, e.occurred_at
FROM $corrections AS c INNER JOIN b_old AS e USING (seq)
WHERE e.type = 'view'::event_type AND c.disposition = 'spark'::disposition;

-- as constants, they let whole stretches of history be left out
SET VARIABLE credit_from = (SELECT min(occurred_at) FROM b_views_moved);
SET VARIABLE credit_to = (SELECT max(occurred_at) + INTERVAL 24 HOUR FROM b_views_moved);

CREATE OR REPLACE TEMP TABLE b_credited AS
SELECT e.rowid AS row FROM core.packed_bodies AS e SEMI JOIN b_views_moved AS v
    ON e.actor_id = v.actor_id AND e.post_id = v.post_id
    AND e.occurred_at > v.occurred_at AND e.occurred_at <= v.occurred_at + INTERVAL 24 HOUR
WHERE e.surface = 'organic'::side AND is_creditable(e.type) AND e.action IS DISTINCT FROM 'remove'
    AND e.occurred_at > getvariable('credit_from')::TIMESTAMP AND e.occurred_at <= getvariable('credit_to')::TIMESTAMP
    AND e.seq NOT IN (SELECT seq FROM b_old);
