-- The entries up to a moment in the shape of sums/entries.sql. In: core.entries, core.events, as they were then.
-- Out: core.counted. (Run as engine/past.py rewrites it: a temporary view past_counted over past_entries, past_events.)
CREATE OR REPLACE VIEW core.counted AS
SELECT
    n.amount, n.amount * n.sign AS n, e.event_id, e.type, e.occurred_at, e.actor_id, e.post_id, e.ad_id, e.creator_id,
    e.watch_ms, n.disposition, n.side, n.to_post, n.to_ad, n.sign, n.ad_day, n.milestone, n.click_class, n.conflict
FROM core.entries AS n INNER JOIN core.events AS e ON n.seq = e.seq;
