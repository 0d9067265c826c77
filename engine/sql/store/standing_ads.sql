-- Of an ad's facts the least (occurred_at, event_id) stands, for all time. In: $facts, standing ones. Out: a row an ad.
SELECT *, identity_type <> 'CUSTOMIZED_USER' AS spark FROM $facts WHERE type = 'ad_created'
QUALIFY row_number() OVER (PARTITION BY ad_id ORDER BY occurred_at, event_id) = 1;
