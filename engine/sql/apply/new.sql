-- The batch's new engagement bodies that stand. In: b_read (engagements are those with an actor), b_drop, b_lose,
-- f_ads. Out: b_new; b_new_groups(seq, group_hash): the group of each stateful one under the facts as they are now.
CREATE OR REPLACE TEMP VIEW b_new AS
SELECT * FROM b_read ANTI JOIN b_drop USING (seq) ANTI JOIN b_lose USING (seq);

CREATE OR REPLACE TEMP TABLE b_new_groups AS
SELECT
    n.seq, group_hash(
        n.type, n.actor_id, n.post_id, n.ad_id, n.creator_id, n.comment_id, a.spark, a.post_id) AS group_hash
FROM b_new AS n LEFT JOIN f_ads AS a ON n.ad_id = a.ad_id
WHERE is_stateful(n.type, n.comment_id);
