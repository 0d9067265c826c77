-- A post's facts each hold from their moment to the next; the first holds before it too. Of several at one instant all
-- but the last (by event_id) hold for no time at all, but what the first holds before it. In: $facts, standing ones.
-- Out: a row a fact: from when to when it holds.
SELECT *,
    CASE
        WHEN row_number() OVER (PARTITION BY post_id ORDER BY occurred_at, event_id) = 1 THEN TIMESTAMP '1900-01-01'
        ELSE occurred_at
    END AS starts,
    coalesce(
        lead(occurred_at) OVER (PARTITION BY post_id ORDER BY occurred_at, event_id), TIMESTAMP '2200-01-01') AS ends
FROM $facts WHERE type = 'post_published';
