-- What the batch's pairs change in reach. In: b_pairs (the batch's rows of reach_pairs), $pairs (rows of core.packed_reach_pairs
-- before it, those of b_pairs at least).
-- Out: core.packed_reach and core.packed_reach_pairs grown by it.
CREATE OR REPLACE TEMP TABLE b_pairs_before AS
SELECT of_ad, key, actor_id, sum(organic) AS organic, sum(paid) AS paid
FROM $pairs SEMI JOIN b_pairs USING (of_ad, key, actor_id) GROUP BY ALL;

INSERT INTO core.packed_reach
SELECT of_ad, key, sum(reach) AS reach, sum(reach_organic) AS reach_organic, sum(reach_paid) AS reach_paid FROM (
    SELECT
        d.of_ad, d.key,
        (coalesce(b.organic, 0) + d.organic > 0 OR coalesce(b.paid, 0) + d.paid > 0)::BIGINT
        - coalesce(b.organic > 0 OR b.paid > 0, false)::BIGINT AS reach,
        (coalesce(b.organic, 0) + d.organic > 0)::BIGINT - coalesce(b.organic > 0, false)::BIGINT AS reach_organic,
        (coalesce(b.paid, 0) + d.paid > 0)::BIGINT - coalesce(b.paid > 0, false)::BIGINT AS reach_paid
    FROM b_pairs AS d LEFT JOIN b_pairs_before AS b USING (of_ad, key, actor_id)
) GROUP BY ALL HAVING sum(reach) <> 0 OR sum(reach_organic) <> 0 OR sum(reach_paid) <> 0;

-- in order, keys take a tenth of the room
INSERT INTO core.packed_reach_pairs SELECT * FROM b_pairs WHERE organic <> 0 OR paid <> 0 ORDER BY of_ad, key;
