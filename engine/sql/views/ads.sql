-- Ads. In: core.ad_days, core.reach, the standing facts.
-- Out: ads, ad_metrics, ad_daily.

CREATE OR REPLACE VIEW core.named_ads AS
SELECT ad_id FROM core.standing_ads
UNION
SELECT ad_id FROM core.ad_days GROUP BY ad_id HAVING sum(placements) <> 0;

CREATE OR REPLACE VIEW core.latest_advertisers AS
SELECT advertiser_id, timezone FROM core.standing_facts WHERE type = 'advertiser_registered'
QUALIFY row_number() OVER (PARTITION BY advertiser_id ORDER BY occurred_at DESC, event_id DESC) = 1;

CREATE OR REPLACE VIEW ads AS
SELECT
    n.ad_id, a.post_id, a.advertiser_id, a.campaign_id, a.adgroup_id, a.identity_type,
    CASE WHEN a.spark THEN 'spark' WHEN NOT a.spark THEN 'non_spark' END AS format,
    a.auth_code, a.buying_type, a.objective_type, a.placement, a.occurred_at AS created_at, v.timezone
FROM core.named_ads AS n
LEFT JOIN core.standing_ads AS a USING (ad_id)
LEFT JOIN core.latest_advertisers AS v ON a.advertiser_id = v.advertiser_id;

-- What each ad counted, a row for each of its days as stored, or one row of zeros without a day; NULL where a non-Spark
-- ad does not measure. The columns after `placements` are those that can be added up.
CREATE OR REPLACE VIEW core.ad_cells AS
SELECT * EXCLUDE (measures) REPLACE (
    if(measures, follows, NULL) AS follows,
    if(measures, follows_net, NULL) AS follows_net,
    if(measures, profile_visits, NULL) AS profile_visits,
    if(measures, clicks_on_music_disc, NULL) AS clicks_on_music_disc,
    if(measures, anchor_clicks, NULL) AS anchor_clicks,
    if(measures, duet_clicks, NULL) AS duet_clicks,
    if(measures, stitch_clicks, NULL) AS stitch_clicks,
    if(measures, clicks_on_hashtag_challenge, NULL) AS clicks_on_hashtag_challenge)
FROM (
    SELECT
        a.ad_id, a.post_id, a.advertiser_id, a.campaign_id, a.adgroup_id, a.format,
        a.format IS DISTINCT FROM 'non_spark' AS measures, d.day, coalesce(COLUMNS(d.* EXCLUDE (ad_id, day)), 0)
    FROM ads AS a LEFT JOIN core.ad_days AS d USING (ad_id));

CREATE OR REPLACE VIEW core.ad_sums AS
SELECT
    ad_id, post_id, advertiser_id, campaign_id, adgroup_id, format,
    sum(COLUMNS(* EXCLUDE (
        ad_id, post_id, advertiser_id, campaign_id, adgroup_id, format, day, placements, watch_ms_sum)))::BIGINT,
    sum(watch_ms_sum) AS watch_ms_sum
FROM core.ad_cells GROUP BY ad_id, post_id, advertiser_id, campaign_id, adgroup_id, format;

CREATE OR REPLACE VIEW ad_metrics AS
SELECT
    s.ad_id, s.post_id, s.advertiser_id, s.campaign_id, s.adgroup_id, s.format,
    s.impressions, coalesce(r.reach, 0) AS reach,
    CASE WHEN s.impressions > 0 THEN s.impressions / r.reach END AS frequency,
    s.* EXCLUDE (ad_id, post_id, advertiser_id, campaign_id, adgroup_id, format, impressions),
    s.watch_ms_sum::DOUBLE / nullif(s.watch_views, 0) AS average_video_play,
    s.clicks / nullif(s.impressions, 0) AS ctr,
    s.clicks_all / nullif(s.impressions, 0) AS ctr_all,
    (s.likes + s.comments + s.shares) / nullif(s.video_views, 0) AS engagement_rate,
    s.video_watched_6s / nullif(s.watch_views, 0) AS six_second_view_rate,
    s.video_views_p100 / nullif(s.watch_views_known_duration, 0) AS completion_rate
FROM core.ad_sums AS s
LEFT JOIN (SELECT key AS ad_id, sum(reach)::BIGINT AS reach FROM core.reach WHERE of_ad GROUP BY key) AS r USING (ad_id);

CREATE OR REPLACE VIEW ad_daily AS
SELECT
    ad_id, day,
    sum(COLUMNS(* EXCLUDE (
        ad_id, post_id, advertiser_id, campaign_id, adgroup_id, format, day, placements, watch_ms_sum)))::BIGINT,
    sum(watch_ms_sum) AS watch_ms_sum
FROM core.ad_cells WHERE day IS NOT NULL GROUP BY ad_id, day HAVING sum(placements) <> 0;
