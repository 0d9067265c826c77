-- What the batch adds to the sums. In: b_new, r_placed, b_moved, core.events.
-- Out: b_entries, a row an entry: `amount` 1 placed or -1 taken back, `n` what it adds to a counter.
CREATE OR REPLACE TEMP TABLE b_entries AS
SELECT
    1::TINYINT AS amount, p.sign AS n, e.event_id, e.type, e.occurred_at, e.actor_id, e.post_id, e.ad_id,
    e.creator_id, e.watch_ms, p.* EXCLUDE (fact, cause)
FROM b_new AS e INNER JOIN r_placed AS p ON e.seq = p.seq
UNION ALL
SELECT
    m.amount, m.amount * m.sign, e.event_id, e.type, e.occurred_at, e.actor_id, e.post_id, e.ad_id,
    e.creator_id, e.watch_ms, m.* EXCLUDE (amount, fact, cause)
FROM b_moved AS m INNER JOIN core.events AS e ON m.seq = e.seq;
