-- The group of every stateful event under the facts as they are now. In: r_events, f_ads. Out: v_groups.
CREATE OR REPLACE TEMP TABLE v_groups AS
SELECT
    e.seq, group_hash(
        e.type, e.actor_id, e.post_id, e.ad_id, e.creator_id, e.comment_id, a.spark, a.post_id) AS group_hash
FROM r_events AS e LEFT JOIN f_ads AS a ON e.ad_id = a.ad_id
WHERE is_stateful(e.type, e.comment_id);
