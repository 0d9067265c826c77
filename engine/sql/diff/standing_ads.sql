-- The ads' facts that stood after a batch. In: core.facts, core.losers; $batch. Out: a row an ad, of core.facts.
SELECT * FROM core.facts
WHERE type = 'ad_created' AND batch <= $batch AND seq NOT IN (SELECT seq FROM core.losers WHERE batch <= $batch)
QUALIFY row_number() OVER (PARTITION BY ad_id ORDER BY occurred_at, event_id) = 1
