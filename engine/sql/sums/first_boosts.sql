-- The earliest spark add rolled up in each post that the batch touched.
-- In: b_entries, core.post_boosts, core.packed_standing, core.packed_events. Out: rows of core.first_boosts, where it changed.
CREATE OR REPLACE TEMP TABLE b_boosted AS
SELECT b.*, coalesce(n.name, b.to_post::VARCHAR) AS post_id FROM (
    SELECT to_post, min(occurred_at) FILTER (amount = 1) AS earliest, bool_or(amount = -1) AS taken_back
    FROM b_entries WHERE disposition = 'spark'::disposition AND sign = 1 AND to_post IS NOT NULL GROUP BY to_post
) AS b LEFT JOIN core.names AS n ON b.to_post = n.code;

INSERT INTO core.first_boosts
SELECT n.post_id, n.first_boosted_at, getvariable('batch')::INTEGER FROM (
    SELECT b.post_id, least(b.earliest, f.first_boosted_at) AS first_boosted_at
    FROM b_boosted AS b LEFT JOIN core.post_boosts AS f USING (post_id) WHERE NOT b.taken_back
    UNION ALL
    SELECT b.post_id, s.first_boosted_at
    FROM b_boosted AS b LEFT JOIN (
        SELECT s.to_post, min(e.occurred_at) AS first_boosted_at
        FROM core.packed_standing AS s INNER JOIN core.packed_events AS e USING (seq)
        WHERE s.disposition = 'spark'::disposition AND s.sign = 1
            AND s.to_post IN (SELECT to_post FROM b_boosted WHERE taken_back)
        GROUP BY s.to_post) AS s ON b.to_post = s.to_post
    WHERE b.taken_back
) AS n LEFT JOIN core.post_boosts AS f USING (post_id)
WHERE n.first_boosted_at IS DISTINCT FROM f.first_boosted_at;
