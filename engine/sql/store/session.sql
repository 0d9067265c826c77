-- Macros and standing facts of one connection. In: an open store with schema `core`. Out: temporary macros, and the
-- empty relations f_ads, f_codes, f_posts, f_advertisers and f_zones, which `engine.standing` fills.

-- 64 bits of md5: stable between DuckDB versions, which hash() is not promised to be.
CREATE OR REPLACE TEMP MACRO hash64(t) AS (md5_number(t) >> 64)::UBIGINT;
-- The halves of an md5 as md5_number gives it.
CREATE OR REPLACE TEMP MACRO low64(h) AS (h & 18446744073709551615::UHUGEINT)::UBIGINT;
CREATE OR REPLACE TEMP MACRO high64(h) AS (h >> 64)::UBIGINT;
-- The group of a stateful event: its post-state key where it is organic or on a Spark Ad (the ad's post), else its
-- ad-state key. All changes that can touch each other share a group. U+001F is in no id; concat takes NULL for nothing.
CREATE OR REPLACE TEMP MACRO group_hash(type, actor_id, post_id, ad_id, creator_id, comment_id, spark, ad_post) AS hash64(
    CASE type
        WHEN 'follow' THEN concat(
            'follow', chr(31), CASE WHEN NOT coalesce(spark, false) THEN ad_id END, chr(31), actor_id, chr(31), creator_id)
        WHEN 'comment' THEN concat(
            'comment', chr(31), CASE WHEN NOT coalesce(spark, false) THEN ad_id END, chr(31),
            CASE WHEN spark THEN ad_post WHEN ad_id IS NULL THEN post_id END, chr(31), comment_id)
        ELSE concat(
            type, chr(31), CASE WHEN NOT coalesce(spark, false) THEN ad_id END, chr(31), actor_id, chr(31),
            CASE WHEN spark THEN ad_post WHEN ad_id IS NULL THEN post_id END)
    END);

CREATE OR REPLACE TEMP TABLE f_ads (
    ad_id BIGINT, spark BOOLEAN, post_id BIGINT, auth_code VARCHAR, advertiser_id VARCHAR, fact BIGINT);
CREATE OR REPLACE TEMP TABLE f_codes (
    auth_code VARCHAR, post_id BIGINT, starts TIMESTAMP, ends TIMESTAMP, fact BIGINT);
CREATE OR REPLACE TEMP TABLE f_posts (
    post_id BIGINT, starts TIMESTAMP, ends TIMESTAMP, video_duration_ms BIGINT);
CREATE OR REPLACE TEMP TABLE f_advertisers (
    advertiser_id VARCHAR, starts TIMESTAMP, ends TIMESTAMP, timezone VARCHAR);
CREATE OR REPLACE TEMP TABLE f_zones (timezone VARCHAR, starts TIMESTAMP, ends TIMESTAMP, offset_s BIGINT);
