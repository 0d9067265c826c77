-- Stored events that the batch touches by facts or ids. In: b_fallen, b_ads_changed, b_posts_changed, f_ads,
-- core.packed_events, core.packed_firsts, core.packed_corrections.
-- Out: b_touched(seq), a superset of them (what does not move makes no entry).
CREATE OR REPLACE TEMP TABLE b_touched AS
SELECT seq FROM core.packed_events WHERE seq IN (SELECT seq FROM b_fallen)
UNION
SELECT seq FROM core.packed_events WHERE ad_id IN (SELECT ad_id FROM b_ads_changed)
UNION
SELECT seq FROM core.packed_firsts WHERE to_ad IN (SELECT ad_id FROM b_ads_changed)
UNION
SELECT seq FROM core.packed_corrections WHERE to_ad IN (SELECT ad_id FROM b_ads_changed)
UNION
SELECT seq FROM core.packed_events
WHERE type = 'view'::event_type AND coalesce(video_duration_ms, 0) = 0
    AND ad_id IN (SELECT ad_id FROM f_ads WHERE post_id IN (SELECT post_id FROM b_posts_changed));
