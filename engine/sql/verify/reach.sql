-- Reach from scratch. In: v_reach_pairs. Out: rows of core.reach.
SELECT
    of_ad, key, count(*) FILTER (organic > 0 OR paid > 0) AS reach, count(*) FILTER (organic > 0) AS reach_organic,
    count(*) FILTER (paid > 0) AS reach_paid
FROM v_reach_pairs GROUP BY of_ad, key;
