-- In: $level (campaign, adgroup, advertiser); the first and the last day (in each ad's own time zone), both included.
-- Out: a row a $level with such a day: how many of its ads have one, and the sum of every additive column of ad_daily
-- over them; NULL where none of these ads measures it.
SELECT
    ${level}_id, count(DISTINCT ad_id) AS ads,
    sum(COLUMNS(daily.* EXCLUDE (ad_id, day)))
FROM ad_daily AS daily
INNER JOIN (SELECT ad_id, ${level}_id FROM ads) AS ad USING (ad_id)
WHERE day BETWEEN ? AND ? AND ${level}_id IS NOT NULL
GROUP BY ${level}_id
