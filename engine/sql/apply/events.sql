-- The batch's engagement bodies into the store, and the first entry of each standing one.
-- In: b_read (engagements are those with an actor), b_drop, r_placed. Out: core.events, core.firsts.
INSERT INTO core.events
SELECT
    seq, getvariable('batch')::INTEGER, source, position, number, id_hash, event_id, type, occurred_at, actor_id,
    surface::side, post_id, ad_id, creator_id, comment_id, new_post_id, action, channel, element, watch_ms,
    video_duration_ms
FROM b_read WHERE actor_id IS NOT NULL AND seq NOT IN (SELECT seq FROM b_drop);

INSERT INTO core.firsts
SELECT
    seq, getvariable('batch')::INTEGER, disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict,
    fact, cause
FROM r_placed WHERE fresh;
