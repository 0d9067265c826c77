-- An advertiser's facts hold as a post's do (store/post_facts.sql). In: $facts, standing ones. Out: a row a fact.
SELECT *,
    CASE
        WHEN row_number() OVER (PARTITION BY advertiser_id ORDER BY occurred_at, event_id) = 1 THEN TIMESTAMP '1900-01-01'
        ELSE occurred_at
    END AS starts,
    coalesce(
        lead(occurred_at) OVER (PARTITION BY advertiser_id ORDER BY occurred_at, event_id), TIMESTAMP '2200-01-01') AS ends
FROM $facts WHERE type = 'advertiser_registered';
