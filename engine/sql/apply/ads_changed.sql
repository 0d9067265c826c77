-- Standing facts of the keys in b_fact_keys anew, and which ads they touch.
-- In: b_fact_keys, core.standing_ads, core.post_facts, core.advertiser_facts, b_codes_changed(auth_code).
-- Out: f_ads, f_posts, f_advertisers brought up to date; b_ads_changed(ad_id): ads whose events may now be placed
-- elsewhere; b_posts_changed(post_id): posts whose duration over time changed.
CREATE OR REPLACE TEMP TABLE b_ad_keys AS
SELECT core.id_code(ad_id) AS ad_code FROM (SELECT DISTINCT ad_id FROM b_fact_keys WHERE type = 'ad_created');
CREATE OR REPLACE TEMP TABLE b_post_keys AS
SELECT core.id_code(post_id) AS post_code FROM (SELECT DISTINCT post_id FROM b_fact_keys WHERE type = 'post_published');

CREATE OR REPLACE TEMP TABLE b_ads_before AS
SELECT * FROM f_ads WHERE ad_id IN (SELECT ad_code FROM b_ad_keys);
DELETE FROM f_ads WHERE ad_id IN (SELECT ad_code FROM b_ad_keys);
INSERT INTO f_ads
SELECT core.id_code(ad_id), spark, core.id_code(post_id), auth_code, advertiser_id, seq FROM core.standing_ads
WHERE ad_id IN (SELECT ad_id FROM b_fact_keys WHERE type = 'ad_created');

CREATE OR REPLACE TEMP TABLE b_posts_before AS
SELECT * FROM f_posts WHERE post_id IN (SELECT post_code FROM b_post_keys);
DELETE FROM f_posts WHERE post_id IN (SELECT post_code FROM b_post_keys);
INSERT INTO f_posts
SELECT core.id_code(post_id), starts, ends, video_duration_ms FROM core.post_facts
WHERE post_id IN (SELECT post_id FROM b_fact_keys WHERE type = 'post_published');

CREATE OR REPLACE TEMP TABLE b_advertisers_before AS
SELECT * FROM f_advertisers
WHERE advertiser_id IN (SELECT advertiser_id FROM b_fact_keys WHERE type = 'advertiser_registered');
DELETE FROM f_advertisers
WHERE advertiser_id IN (SELECT advertiser_id FROM b_fact_keys WHERE type = 'advertiser_registered');
INSERT INTO f_advertisers
SELECT advertiser_id, starts, ends, timezone FROM core.advertiser_facts
WHERE advertiser_id IN (SELECT advertiser_id FROM b_fact_keys WHERE type = 'advertiser_registered');

INSERT INTO b_posts_changed
WITH now AS (SELECT * FROM f_posts WHERE post_id IN (SELECT post_code FROM b_post_keys))
SELECT DISTINCT post_id FROM (
    (FROM b_posts_before EXCEPT FROM now) UNION ALL (FROM now EXCEPT FROM b_posts_before));

CREATE OR REPLACE TEMP TABLE b_advertisers_changed AS
WITH now AS (
    SELECT * FROM f_advertisers
    WHERE advertiser_id IN (SELECT advertiser_id FROM b_fact_keys WHERE type = 'advertiser_registered'))
SELECT DISTINCT advertiser_id FROM (
    (FROM b_advertisers_before EXCEPT FROM now) UNION ALL (FROM now EXCEPT FROM b_advertisers_before));

INSERT INTO b_ads_changed
WITH now AS (SELECT * FROM f_ads WHERE ad_id IN (SELECT ad_code FROM b_ad_keys))
SELECT ad_id FROM ((FROM b_ads_before EXCEPT FROM now) UNION ALL (FROM now EXCEPT FROM b_ads_before))
UNION
SELECT ad_id FROM f_ads WHERE auth_code IN (SELECT auth_code FROM b_codes_changed)
UNION
SELECT ad_id FROM f_ads WHERE advertiser_id IN (SELECT advertiser_id FROM b_advertisers_changed);
