-- Under one_day_view: all views that may credit an organic add in scope, from all history.
-- In: r_events, core.events, core.losers. Out: more rows in r_events, with aux.
INSERT INTO r_events
SELECT
    e.seq, e.event_id, e.type, e.occurred_at, e.actor_id, e.surface, e.post_id, e.ad_id, e.creator_id, e.comment_id,
    e.action, e.element, e.watch_ms, e.video_duration_ms, true
FROM core.events AS e SEMI JOIN (
    SELECT actor_id, occurred_at FROM r_events
    WHERE surface = 'organic'::core.side AND type IN ('like', 'favorite', 'comment', 'share', 'follow')
) AS c ON e.actor_id = c.actor_id AND e.occurred_at < c.occurred_at
    AND e.occurred_at >= c.occurred_at - INTERVAL 24 HOUR
WHERE e.type = 'view'::core.engagement AND e.surface = 'paid'::core.side
    AND e.seq NOT IN (SELECT seq FROM core.losers) AND e.seq NOT IN (SELECT seq FROM r_events);
