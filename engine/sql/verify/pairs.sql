-- Reach from scratch, and who saw what, a sum a post and ad. In: $pairs (a row a pair, see sums/reach_pairs.sql).
-- Out: v_pairs(of_ad, key: packed; reach; organic_pairs and paid_pairs, see verify/pairs_unlike.sql).
CREATE OR REPLACE TEMP TABLE v_pairs AS
SELECT
    of_ad, key, count(*) FILTER (organic > 0 OR paid > 0) AS reach, count(*) FILTER (organic > 0) AS reach_organic,
    count(*) FILTER (paid > 0) AS reach_paid, sum(hashed * organic) AS organic_pairs, sum(hashed * paid) AS paid_pairs
FROM (SELECT *, (hash(of_ad, key, actor_id) >> 16)::HUGEINT AS hashed FROM ($pairs)) GROUP BY of_ad, key;
