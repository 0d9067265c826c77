-- Step 1, base disposition, from the facts alone.
-- In: r_events (engagements; `fresh` ones have no entry yet, `aux` ones are only looked at by step 3,
-- `loser` ones have lost their id and are only handed through), r_spans.
-- Out: r_base, a row an event (a view: most events need nothing more than it says); r_changes, those of states.
-- (Every event has its span: of a join in which some rows have none, they would come after the others, in small vectors.)
CREATE OR REPLACE TEMP VIEW r_base AS
SELECT
    e.*, s.spark, s.ad_post, s.offset_s, coalesce(nullif(e.video_duration_ms, 0), s.video_ms) AS duration_ms,
    is_stateful(e.type, e.comment_id) AS stateful,
    CASE WHEN e.surface = 'organic'::side THEN 'organic'::disposition ELSE s.disposition END AS disposition,
    s.fact
FROM r_events AS e INNER JOIN r_spans AS s
    ON coalesce(e.ad_id, 0) = s.ad_id AND e.occurred_at >= s.starts AND e.occurred_at < s.ends;

CREATE OR REPLACE TEMP TABLE r_changes AS
SELECT
    seq, core.event_text(event_uuid, event_name) AS event_id, type, occurred_at, actor_id, surface, post_id, ad_id,
    creator_id, comment_id, action, spark, ad_post,
    disposition, fact
FROM r_base WHERE stateful AND NOT aux AND NOT loser;
