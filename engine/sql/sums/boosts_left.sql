-- What is now the earliest spark add rolled up in posts that have lost theirs, from all history.
-- In: b_boosted, core.packed_standing, core.packed_events. Out: b_boosts_left.
INSERT INTO b_boosts_left
SELECT s.to_post, min(e.occurred_at) AS first_boosted_at
FROM core.packed_standing AS s INNER JOIN core.packed_events AS e USING (seq)
WHERE s.disposition = 'spark'::disposition AND s.sign = 1
    AND s.to_post IN (SELECT to_post FROM b_boosted WHERE lost)
GROUP BY s.to_post;
