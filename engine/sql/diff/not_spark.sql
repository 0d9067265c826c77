-- The ads that were no Spark Ads by what was read up to a batch. In: core.facts, core.losers; the batch's number, twice a
-- parameter. Out: ad_id.
SELECT ad_id FROM (
    SELECT ad_id, identity_type FROM core.facts
    WHERE type = 'ad_created' AND batch <= ? AND seq NOT IN (SELECT seq FROM core.losers WHERE batch <= ?)
    QUALIFY row_number() OVER (PARTITION BY ad_id ORDER BY occurred_at, event_id) = 1)
WHERE identity_type = 'CUSTOMIZED_USER'
