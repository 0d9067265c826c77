-- Step 1, base disposition, from the facts alone.
-- In: r_events (engagements; `fresh` ones have no entry yet, `aux` ones are only looked at by step 3,
-- `loser` ones have lost their id and are only handed through), f_ads, f_codes.
-- Out: r_base, a row an event (a view: most events need nothing more than it says); r_changes, those of states.

-- Copies: in an open transaction the planner takes what it wrote for empty, and would hash events to look for ads in.
CREATE OR REPLACE TEMP TABLE r_ads AS FROM f_ads;
CREATE OR REPLACE TEMP TABLE r_codes AS FROM f_codes;

CREATE OR REPLACE TEMP VIEW r_base AS
SELECT
    e.*, a.spark, a.post_id AS ad_post,
    is_stateful(e.type, e.comment_id) AS stateful,
    CASE
        WHEN e.surface = 'organic'::side THEN 'organic'
        WHEN a.ad_id IS NULL THEN 'unknown_ad'
        WHEN NOT a.spark THEN 'ad_only'
        WHEN a.auth_code IS NULL OR c.auth_code IS NOT NULL THEN 'spark'
        ELSE 'unauthorized'
    END::disposition AS disposition,
    coalesce(c.fact, a.fact) AS fact
FROM r_events AS e
LEFT JOIN r_ads AS a ON e.ad_id = a.ad_id
LEFT JOIN r_codes AS c
    ON a.auth_code = c.auth_code AND a.post_id = c.post_id AND e.occurred_at >= c.starts AND e.occurred_at < c.ends;

CREATE OR REPLACE TEMP TABLE r_changes AS
SELECT
    seq, core.event_text(event_uuid, event_name) AS event_id, type, occurred_at, actor_id, surface, post_id, ad_id,
    creator_id, comment_id, action, spark, ad_post,
    disposition, fact
FROM r_base WHERE stateful AND NOT aux AND NOT loser;
