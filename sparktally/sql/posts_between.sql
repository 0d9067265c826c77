-- In: the first and the last day (UTC), both included. Out: a row a post that has such a day: post_id, creator_id,
-- and the sum of every metric of post_daily, in all and by side.
SELECT post_id, creator_id, sum(COLUMNS(daily.* EXCLUDE (post_id, day)))::BIGINT
FROM post_daily AS daily
LEFT JOIN (SELECT post_id, creator_id FROM post_totals) AS post USING (post_id)
WHERE day BETWEEN ? AND ?
GROUP BY post_id, creator_id
