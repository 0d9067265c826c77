-- The batch's new facts into the store. In: b_read (facts are those without an actor), b_drop, b_fallen.
-- Out: core.facts, and b_fact_keys: the facts that came, or that lost their id, since their keys' standing facts may have
-- changed; and, empty, what apply/ads_changed.sql fills where there are any.
INSERT INTO core.facts BY NAME
SELECT
    r.seq, getvariable('batch')::INTEGER AS batch, r.source, r.position, r.number, r.id_hash, r.event_id,
    r.type, r.occurred_at, r.post_id, r.ad_id, r.creator_id, r.video_duration_ms,
    r.visibility, r.advertiser_id, r.timezone, r.identity_type, r.auth_code, r.campaign_id, r.adgroup_id,
    r.buying_type, r.objective_type, r.placement, r.duration_days
FROM b_facts AS r
WHERE r.seq NOT IN (SELECT seq FROM b_drop)
ORDER BY r.seq;

CREATE OR REPLACE TEMP TABLE b_fact_keys AS
SELECT type, ad_id, auth_code, post_id, advertiser_id FROM core.facts WHERE batch = getvariable('batch')::INTEGER
UNION ALL
SELECT type, ad_id, auth_code, post_id, advertiser_id FROM core.facts SEMI JOIN b_fallen USING (seq);

CREATE OR REPLACE TEMP TABLE b_ads_changed (ad_id BIGINT);
CREATE OR REPLACE TEMP TABLE b_posts_changed (post_id BIGINT);
