-- The posts in which the batch rolled a spark add up, or took one back. In: b_entries, core.post_boosts, b_named.
-- Out: b_boosted: by post when the earliest was `before`, the `earliest` of the batch, and whether that of before is `lost`
-- (taken back, and not placed again); b_boosts_left, empty, for sums/boosts_left.sql.
CREATE OR REPLACE TEMP TABLE b_boosted AS
SELECT b.*, f.first_boosted_at AS before, coalesce(b.gone <= f.first_boosted_at
    AND (b.earliest IS NULL OR b.earliest > f.first_boosted_at), false) AS lost
FROM (
    SELECT b.*, coalesce(n.name, b.to_post::VARCHAR) AS post_id FROM (
        SELECT
            to_post, min(occurred_at) FILTER (amount = 1) AS earliest, min(occurred_at) FILTER (amount = -1) AS gone
        FROM b_entries WHERE disposition = 'spark'::disposition AND sign = 1 AND to_post IS NOT NULL GROUP BY to_post
    ) AS b LEFT JOIN b_named AS n ON b.to_post = n.code
) AS b LEFT JOIN core.post_boosts AS f USING (post_id);

CREATE OR REPLACE TEMP TABLE b_boosts_left (to_post BIGINT, first_boosted_at TIMESTAMP);
