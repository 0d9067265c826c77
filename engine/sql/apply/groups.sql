-- The groups whose stored events are to be resolved again: those of new and of touched events, as they are now and as
-- they were. In: b_new_groups, b_old, core.states, core.losers, f_ads. Out: b_groups; b_states_old(group_hash, seq), the
-- groups that touched events had; b_old_now, a view: what resolution looks at of the standing ones of b_old, and their
-- group as it is now.
CREATE OR REPLACE TEMP TABLE b_states_old AS
SELECT group_hash, seq FROM core.states
SEMI JOIN (SELECT seq FROM b_old WHERE is_stateful(type, comment_id)) USING (seq);

CREATE OR REPLACE TEMP VIEW b_old_now AS
SELECT
    e.seq, e.event_uuid, e.event_name, e.type, e.occurred_at, e.actor_id, e.surface, e.post_id, e.ad_id, e.creator_id,
    e.comment_id, e.action, e.element, e.watch_ms, e.video_duration_ms, e.touched,
    CASE WHEN is_stateful(e.type, e.comment_id) THEN group_hash(
        e.type, e.actor_id, e.post_id, e.ad_id, e.creator_id, e.comment_id, a.spark, a.post_id) END AS group_hash
FROM b_old AS e ANTI JOIN core.losers USING (seq) LEFT JOIN f_ads AS a ON e.ad_id = a.ad_id;

CREATE OR REPLACE TEMP TABLE b_groups AS
SELECT group_hash FROM b_states_old
UNION
SELECT group_hash FROM b_old_now WHERE group_hash IS NOT NULL
UNION
SELECT group_hash FROM b_new_groups;
