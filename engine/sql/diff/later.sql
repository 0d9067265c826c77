-- Entries made after a batch, in the shape of sums/entries.sql, with their own batch, and whether each is its event's
-- first. In: core.entries, core.events; $since, the batch. Out: a row an entry.
SELECT
    n.batch, n.batch = e.batch AS is_first, n.amount, n.amount * n.sign AS n, e.event_id, e.type, e.occurred_at,
    e.actor_id, e.post_id, e.ad_id, e.creator_id, e.watch_ms, n.disposition, n.side, n.to_post, n.to_ad, n.sign, n.ad_day,
    n.milestone, n.click_class, n.conflict, n.fact, n.cause
FROM core.entries AS n INNER JOIN core.events AS e ON n.seq = e.seq
WHERE n.batch > $since
