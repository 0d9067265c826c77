-- In: the first and the last day (in each ad's own time zone), both included. Out: a row an ad that has such a day:
-- whose it is, and the sum of every additive column of ad_daily; NULL where the ad does not measure it.
SELECT
    ad_id, post_id, advertiser_id, campaign_id, adgroup_id, format,
    sum(COLUMNS(daily.* EXCLUDE (ad_id, day)))
FROM ad_daily AS daily
LEFT JOIN (
    SELECT ad_id, post_id, advertiser_id, campaign_id, adgroup_id, format FROM ad_metrics
) AS ad USING (ad_id)
WHERE day BETWEEN ? AND ?
GROUP BY ad_id, post_id, advertiser_id, campaign_id, adgroup_id, format
