-- What the batch adds to the sums. In: core.packed_bodies with the batch's rows, b_moved, b_old.
-- Out: b_entries, a row an entry: `amount` 1 placed or -1 taken back, `n` what it adds to a counter.
CREATE OR REPLACE TEMP TABLE b_moved_events AS
SELECT
    m.amount, m.amount * m.sign AS n, e.event_uuid, e.event_name, e.type, e.occurred_at, e.actor_id, e.post_id, e.ad_id, e.creator_id,
    e.watch_ms, m.disposition, m.side, m.to_post, m.to_ad, m.sign, m.ad_day, m.milestone, m.click_class, m.conflict
FROM b_moved AS m INNER JOIN b_old AS e ON m.seq = e.seq;

CREATE OR REPLACE TEMP VIEW b_entries AS
SELECT
    1::TINYINT AS amount, sign AS n, event_uuid, event_name, type, occurred_at, actor_id, post_id, ad_id, creator_id, watch_ms,
    disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict
FROM core.packed_bodies WHERE seq >= $first_seq AND disposition IS NOT NULL
UNION ALL
SELECT * FROM b_moved_events;
