-- Step 2, first pass: the post states.
-- In: r_changes. Out: r_post_states, a row a change that looks in a post state: `found` whether the state was added
-- before it, `start` the add that added it (the first of its run).
CREATE OR REPLACE TEMP TABLE r_post_states AS
WITH changes AS (
    SELECT
        seq, event_id, occurred_at, type, action,
        CASE WHEN type = 'comment'::event_type THEN coalesce(ad_post, post_id) ELSE actor_id END AS key_1,
        CASE type WHEN 'follow' THEN creator_id WHEN 'comment' THEN NULL ELSE coalesce(ad_post, post_id) END AS key_2,
        CASE WHEN type = 'comment'::event_type THEN comment_id END AS key_3
    FROM r_changes
    WHERE surface = 'organic'::side OR (spark AND (disposition = 'spark'::disposition OR action = 'remove'))
),
run_starts AS (
    SELECT *, lag(action) OVER (PARTITION BY type, key_1, key_2, key_3 ORDER BY occurred_at, event_id) AS before
    FROM changes
)
SELECT
    seq, action, coalesce(before = 'add', false) AS found,
    last_value(CASE WHEN action = 'add' AND before IS DISTINCT FROM 'add' THEN seq END IGNORE NULLS) OVER (
        PARTITION BY type, key_1, key_2, key_3 ORDER BY occurred_at, event_id ROWS UNBOUNDED PRECEDING) AS start
FROM run_starts;
