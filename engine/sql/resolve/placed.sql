-- The placements that do not go into the store as first entries at once. In: r_placing; $which: a condition over it.
-- Out: r_placed, with what the sums ask of each.
CREATE OR REPLACE TEMP TABLE r_placed AS
SELECT
    seq, fresh, event_uuid, event_name, type, occurred_at, actor_id, post_id, ad_id, creator_id, watch_ms, disposition, side,
    to_post, to_ad, sign, ad_day, milestone, click_class, conflict, fact, cause
FROM r_placing WHERE $which;
