-- The posts and ads whose stored pairs are not as recomputed. In: v_pairs, core.packed_reach_pairs. Out: v_pairs_unlike(of_ad,
-- key). A pair's counts are held by their products with a hash of the pair: their sum is the same however many rows a
-- pair has, so that stored ones need not be brought together.
CREATE OR REPLACE TEMP TABLE v_pairs_unlike AS
SELECT of_ad, key FROM (
    SELECT of_ad, key, sum(hashed * organic) AS organic, sum(hashed * paid) AS paid
    FROM (SELECT *, (hash(of_ad, key, actor_id) >> 16)::HUGEINT AS hashed FROM core.packed_reach_pairs)
    GROUP BY of_ad, key
) AS stored FULL JOIN v_pairs USING (of_ad, key)
WHERE coalesce(organic, 0) <> coalesce(organic_pairs, 0) OR coalesce(paid, 0) <> coalesce(paid_pairs, 0);
