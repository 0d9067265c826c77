-- The entries that a store of these events has when nothing ever moved. In: r_placed (all of it fresh).
-- Out: v_entries, in the shape of b_entries; v_first_boosts(post_id, first_boosted_at).
CREATE OR REPLACE TEMP VIEW v_entries AS
SELECT
    1::TINYINT AS amount, sign AS n, event_uuid, event_name, type, occurred_at, actor_id, post_id, ad_id, creator_id, watch_ms,
    disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict
FROM r_placed;

CREATE OR REPLACE TEMP TABLE v_first_boosts AS
SELECT coalesce(n.name, b.to_post::VARCHAR) AS post_id, b.first_boosted_at FROM (
    SELECT to_post, min(occurred_at) AS first_boosted_at
    FROM v_entries WHERE disposition = 'spark'::disposition AND sign = 1 AND to_post IS NOT NULL GROUP BY to_post
) AS b LEFT JOIN core.names AS n ON b.to_post = n.code;
