-- Reach from scratch. In: $pairs (a row a pair). Out: rows of core.reach.
SELECT
    of_ad, key, count(*) FILTER (organic > 0 OR paid > 0) AS reach, count(*) FILTER (organic > 0) AS reach_organic,
    count(*) FILTER (paid > 0) AS reach_paid
FROM $pairs GROUP BY of_ad, key;
