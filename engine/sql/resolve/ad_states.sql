-- Step 2, second pass: the ad states.
-- In: r_changes, r_post_states. Out: r_ad_states, like r_post_states, for the adds that count at an ad alone and for the
-- removes that may look there: those of non-Spark and unknown ads, and those of Spark Ads whose first look found
-- nothing.
CREATE OR REPLACE TEMP TABLE r_ad_states AS
WITH changes AS (
    SELECT
        seq, event_id, occurred_at, type, action, ad_id,
        CASE WHEN type <> 'comment'::event_type THEN actor_id END AS key_1,
        CASE WHEN type = 'follow'::event_type THEN creator_id END AS key_2,
        CASE WHEN type = 'comment'::event_type THEN comment_id END AS key_3
    FROM r_changes
    WHERE surface = 'paid'::side AND (
        (action = 'add' AND disposition <> 'spark'::disposition)
        OR (action = 'remove' AND spark IS NOT TRUE)
        OR seq IN (SELECT seq FROM r_post_states WHERE action = 'remove' AND NOT found))
),
run_starts AS (
    SELECT *, lag(action) OVER (PARTITION BY type, ad_id, key_1, key_2, key_3 ORDER BY occurred_at, event_id) AS before
    FROM changes
)
SELECT
    seq, action, coalesce(before = 'add', false) AS found,
    last_value(CASE WHEN action = 'add' AND before IS DISTINCT FROM 'add' THEN seq END IGNORE NULLS) OVER (
        PARTITION BY type, ad_id, key_1, key_2, key_3 ORDER BY occurred_at, event_id ROWS UNBOUNDED PRECEDING) AS start
FROM run_starts;
