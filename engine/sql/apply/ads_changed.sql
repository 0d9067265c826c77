-- Standing facts of the keys in b_fact_keys anew, and which ads they touch.
-- In: b_fact_keys, b_ids, b_codes_changed(auth_code), $ads, $posts, $advertisers (store/standing_ads.sql, post_facts.sql
-- and advertiser_facts.sql of b_near).
-- Out: f_ads, f_posts, f_advertisers brought up to date; b_ads_changed(ad_id): ads whose events may now be placed
-- elsewhere; b_posts_changed(post_id): posts whose duration over time changed.
CREATE OR REPLACE TEMP TABLE b_ad_keys AS
SELECT DISTINCT code AS ad_code FROM b_fact_keys INNER JOIN b_ids ON ad_id = name WHERE type = 'ad_created';
CREATE OR REPLACE TEMP TABLE b_post_keys AS
SELECT DISTINCT code AS post_code FROM b_fact_keys INNER JOIN b_ids ON post_id = name WHERE type = 'post_published';
CREATE OR REPLACE TEMP TABLE b_advertiser_keys AS
SELECT DISTINCT advertiser_id FROM b_fact_keys WHERE type = 'advertiser_registered';

CREATE OR REPLACE TEMP TABLE b_ads_now AS
SELECT a.code AS ad_id, f.spark, p.code AS post_id, f.auth_code, f.advertiser_id, f.seq AS fact
FROM ($ads) AS f INNER JOIN b_ids AS a ON f.ad_id = a.name LEFT JOIN b_ids AS p ON f.post_id = p.name;
CREATE OR REPLACE TEMP TABLE b_ads_before AS SELECT * FROM f_ads WHERE ad_id IN (SELECT ad_code FROM b_ad_keys);
DELETE FROM f_ads WHERE ad_id IN (SELECT ad_id FROM b_ads_before);
INSERT INTO f_ads FROM b_ads_now;

CREATE OR REPLACE TEMP TABLE b_posts_now AS
SELECT p.code AS post_id, f.starts, f.ends, f.video_duration_ms
FROM ($posts) AS f INNER JOIN b_ids AS p ON f.post_id = p.name;
CREATE OR REPLACE TEMP TABLE b_posts_before AS
SELECT * FROM f_posts WHERE post_id IN (SELECT post_code FROM b_post_keys);
DELETE FROM f_posts WHERE post_id IN (SELECT post_id FROM b_posts_before);
INSERT INTO f_posts FROM b_posts_now;

CREATE OR REPLACE TEMP TABLE b_advertisers_now AS
SELECT advertiser_id, starts, ends, timezone FROM ($advertisers);
CREATE OR REPLACE TEMP TABLE b_advertisers_before AS
SELECT * FROM f_advertisers WHERE advertiser_id IN (SELECT advertiser_id FROM b_advertiser_keys);
DELETE FROM f_advertisers WHERE advertiser_id IN (SELECT advertiser_id FROM b_advertisers_before);
INSERT INTO f_advertisers FROM b_advertisers_now;

INSERT INTO b_posts_changed
SELECT DISTINCT post_id FROM (
    (FROM b_posts_before EXCEPT FROM b_posts_now) UNION ALL (FROM b_posts_now EXCEPT FROM b_posts_before));

CREATE OR REPLACE TEMP TABLE b_advertisers_changed AS
SELECT DISTINCT advertiser_id FROM (
    (FROM b_advertisers_before EXCEPT FROM b_advertisers_now)
    UNION ALL (FROM b_advertisers_now EXCEPT FROM b_advertisers_before));

INSERT INTO b_ads_changed
SELECT ad_id FROM ((FROM b_ads_before EXCEPT FROM b_ads_now) UNION ALL (FROM b_ads_now EXCEPT FROM b_ads_before))
UNION
SELECT ad_id FROM f_ads WHERE auth_code IN (SELECT auth_code FROM b_codes_changed)
UNION
SELECT ad_id FROM f_ads WHERE advertiser_id IN (SELECT advertiser_id FROM b_advertisers_changed);
