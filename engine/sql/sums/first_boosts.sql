-- The earliest spark add rolled up in each post that the batch touched. In: b_boosted, b_boosts_left.
-- Out: rows of core.first_boosts, where it changed.
INSERT INTO core.first_boosts
SELECT post_id, now, getvariable('batch')::INTEGER FROM (
    SELECT
        b.post_id, b.before,
        CASE WHEN b.lost THEN s.first_boosted_at ELSE least(b.earliest, b.before) END AS now
    FROM b_boosted AS b LEFT JOIN b_boosts_left AS s USING (to_post))
WHERE now IS DISTINCT FROM before;
