-- All standing facts of a store, when it is opened. In: the views of standing.sql. Out: f_ads, f_codes, f_posts,
-- f_advertisers.
INSERT INTO f_ads
SELECT core.id_code(ad_id), spark, core.id_code(post_id), auth_code, advertiser_id, seq FROM core.standing_ads;
INSERT INTO f_codes SELECT auth_code, core.id_code(post_id), starts, ends, fact FROM core.code_intervals;
INSERT INTO f_posts SELECT core.id_code(post_id), starts, ends, video_duration_ms FROM core.post_facts;
INSERT INTO f_advertisers SELECT advertiser_id, starts, ends, timezone FROM core.advertiser_facts;
