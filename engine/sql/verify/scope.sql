-- Everything that stands, for a resolution from scratch. In: core.events, v_losers. Out: r_events.
CREATE OR REPLACE TEMP VIEW r_events AS
SELECT
    seq, event_id, type, occurred_at, actor_id, surface, post_id, ad_id, creator_id, comment_id, action, element,
    watch_ms, video_duration_ms, true AS fresh, false AS aux
FROM core.events WHERE seq NOT IN (SELECT seq FROM v_losers);
