-- Ads of which no ad_created has been read, the one that has waited longest first. In: ledger, exceptions.
SELECT
    ad_id, count(DISTINCT event_id) AS events, min(occurred_at) AS first_occurred_at, max(occurred_at) AS last_occurred_at,
    min(recorded_at) AS waiting_since
FROM ledger
WHERE kind = 'placed' AND disposition = 'unknown_ad' AND event_id IN (SELECT event_id FROM exceptions WHERE kind = 'unknown_ad')
GROUP BY ad_id ORDER BY waiting_since, ad_id
