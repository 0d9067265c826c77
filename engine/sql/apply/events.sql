-- The batch's engagement bodies into the store, and the first entry of each standing one.
-- In: b_read (engagements are those with an actor), b_drop, b_lines, r_placed. Out: core.events, core.firsts.
INSERT INTO core.events
SELECT
    r.seq, getvariable('batch')::INTEGER, l.source, l.position, l.number, r.id_hash, r.event_id, r.type, r.occurred_at,
    r.actor_id, r.surface::side, r.post_id, r.ad_id, r.creator_id, r.comment_id, r.new_post_id, r.action, r.channel,
    r.element, r.watch_ms, r.video_duration_ms
FROM b_read AS r INNER JOIN b_lines AS l ON r.seq = l.seq
WHERE r.actor_id IS NOT NULL AND r.seq NOT IN (SELECT seq FROM b_drop);

INSERT INTO core.firsts
SELECT
    seq, getvariable('batch')::INTEGER, disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict,
    fact, cause
FROM r_placed WHERE fresh;
