-- The stored events to resolve again: those touched, and all that share a group with a new or touched one, under the
-- groups of now and of before. In: b_new_groups, b_touched, core.states, core.engagements, core.losers, f_ads.
-- Out: b_stored, their columns and their group as it is now; b_touched_now, those of them that were touched.
CREATE OR REPLACE TEMP TABLE b_groups_old AS
SELECT DISTINCT group_hash FROM core.states SEMI JOIN b_touched USING (seq);

CREATE OR REPLACE TEMP TABLE b_touched_now AS
SELECT
    e.*, CASE WHEN is_stateful(e.type, e.comment_id) THEN group_hash(
        e.type, e.actor_id, e.post_id, e.ad_id, e.creator_id, e.comment_id, a.spark, a.post_id) END AS group_hash
FROM core.engagements AS e SEMI JOIN b_touched USING (seq) LEFT JOIN f_ads AS a ON e.ad_id = a.ad_id
WHERE e.seq NOT IN (SELECT seq FROM core.losers);

CREATE OR REPLACE TEMP TABLE b_groups AS
SELECT group_hash FROM b_groups_old
UNION
SELECT group_hash FROM b_touched_now WHERE group_hash IS NOT NULL
UNION
SELECT group_hash FROM b_new_groups;

CREATE OR REPLACE TEMP TABLE b_members AS
SELECT DISTINCT seq FROM core.states SEMI JOIN b_groups USING (group_hash)
WHERE seq NOT IN (SELECT seq FROM b_touched);

CREATE OR REPLACE TEMP TABLE b_stored AS
SELECT * FROM b_touched_now
UNION ALL
SELECT * FROM (
    SELECT
        e.*, group_hash(
            e.type, e.actor_id, e.post_id, e.ad_id, e.creator_id, e.comment_id, a.spark, a.post_id) AS group_hash
    FROM core.engagements AS e SEMI JOIN b_members USING (seq) LEFT JOIN f_ads AS a ON e.ad_id = a.ad_id
    WHERE e.seq NOT IN (SELECT seq FROM core.losers)
) SEMI JOIN b_groups USING (group_hash);
