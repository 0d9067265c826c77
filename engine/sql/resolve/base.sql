-- Step 1, base disposition, from the facts alone.
-- In: r_events (engagements; `fresh` ones have no entry yet, `aux` ones are only looked at by step 3), f_ads, f_codes.
-- Out: r_base, a row an event (a view: most events need nothing more than it says); r_changes, those of states.
CREATE OR REPLACE TEMP VIEW r_base AS
SELECT
    e.seq, e.fresh, e.aux, e.event_uuid, e.event_name, e.type, e.occurred_at, e.actor_id, e.surface, e.post_id, e.ad_id, e.creator_id,
    e.comment_id, e.action, e.element, e.watch_ms, e.video_duration_ms,
    a.spark, a.post_id AS ad_post,
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
LEFT JOIN f_ads AS a ON e.ad_id = a.ad_id
LEFT JOIN f_codes AS c
    ON a.auth_code = c.auth_code AND a.post_id = c.post_id AND e.occurred_at >= c.starts AND e.occurred_at < c.ends;

CREATE OR REPLACE TEMP TABLE r_changes AS
SELECT
    seq, core.event_text(event_uuid, event_name) AS event_id, type, occurred_at, actor_id, surface, post_id, ad_id,
    creator_id, comment_id, action, spark, ad_post,
    disposition, fact
FROM r_base WHERE stateful AND NOT aux;
