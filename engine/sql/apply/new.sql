-- The batch's new engagement bodies that stand. In: b_read (engagements are those with an actor), b_drop, b_lose,
-- f_ads. Out: b_new; b_new_groups(seq, group_hash): the group of each stateful one under the facts as they are now.
CREATE OR REPLACE TEMP VIEW b_new AS
SELECT
    seq, event_uuid, event_name, type, occurred_at, actor_id, surface, post_id, ad_id, creator_id, comment_id,
    action, element, watch_ms, video_duration_ms
FROM b_read
WHERE seq NOT IN (SELECT seq FROM b_drop) AND seq NOT IN (SELECT seq FROM b_lose);

CREATE OR REPLACE TEMP TABLE b_new_groups AS
SELECT
    n.seq, group_hash(
        n.type, n.actor_id, n.post_id, n.ad_id, n.creator_id, n.comment_id, a.spark, a.post_id) AS group_hash
FROM b_new AS n LEFT JOIN f_ads AS a ON n.ad_id = a.ad_id
WHERE is_stateful(n.type, n.comment_id);
