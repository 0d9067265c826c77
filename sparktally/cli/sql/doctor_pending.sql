-- In: exceptions, doctor_latest.sql. Out: ads of which no ad_created has been read, the one that has
-- waited longest first.
WITH asked AS (SELECT event_id FROM exceptions WHERE kind = 'unknown_ad'),
latest AS ($latest)
SELECT
    ad_id, count(*) AS events, min(occurred_at) AS first_occurred_at, max(occurred_at) AS last_occurred_at,
    min(read_at) AS waiting_since
FROM latest GROUP BY ad_id ORDER BY waiting_since, ad_id
