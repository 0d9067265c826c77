-- Under one_day_view: stored organic adds whose credit may change, since a spark view came, moved or went.
-- In: b_new (the batch's standing engagements), b_touched, f_ads. Out: more rows in b_touched.
CREATE OR REPLACE TEMP TABLE b_views_moved AS
SELECT v.actor_id, a.post_id, v.occurred_at
FROM (
    SELECT actor_id, ad_id, occurred_at FROM b_new WHERE type = 'view'::event_type AND surface = 'paid'::side
    UNION ALL
    SELECT actor_id, ad_id, occurred_at FROM core.packed_events SEMI JOIN b_touched USING (seq)
    WHERE type = 'view'::event_type AND surface = 'paid'::side
) AS v INNER JOIN f_ads AS a ON v.ad_id = a.ad_id WHERE a.spark
UNION
SELECT e.actor_id, c.to_post, e.occurred_at
FROM (
    SELECT seq, disposition, to_post FROM core.packed_firsts
    UNION ALL
    SELECT seq, disposition, to_post FROM core.packed_corrections
) AS c SEMI JOIN b_touched USING (seq) INNER JOIN core.packed_events AS e USING (seq)
WHERE e.type = 'view'::event_type AND c.disposition = 'spark'::disposition;

INSERT INTO b_touched
SELECT DISTINCT e.seq FROM core.packed_events AS e INNER JOIN b_views_moved AS v
    ON e.actor_id = v.actor_id AND e.post_id = v.post_id
    AND e.occurred_at > v.occurred_at AND e.occurred_at <= v.occurred_at + INTERVAL 24 HOUR
WHERE e.surface = 'organic'::side AND is_creditable(e.type)
    AND e.action IS DISTINCT FROM 'remove' AND e.seq NOT IN (SELECT seq FROM b_touched);
