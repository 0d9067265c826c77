-- The batch's engagement bodies into the store, each standing one with its first entry. In: r_placing.
-- Out: core.packed_bodies. (One statement of one scan: rows of two would be groups of their own in the file, which a
-- checkpoint writes again; and sorted, since what a join gives is inserted on one thread.)
INSERT INTO core.packed_bodies BY NAME
SELECT
    * EXCLUDE (fresh, loser) REPLACE (
        CASE WHEN NOT loser THEN disposition END AS disposition, CASE WHEN NOT loser THEN side END AS side,
        CASE WHEN NOT loser THEN to_post END AS to_post, CASE WHEN NOT loser THEN to_ad END AS to_ad,
        CASE WHEN NOT loser THEN sign END AS sign, CASE WHEN NOT loser THEN ad_day END AS ad_day,
        CASE WHEN NOT loser THEN milestone END AS milestone, CASE WHEN NOT loser THEN click_class END AS click_class,
        CASE WHEN NOT loser THEN conflict END AS conflict, CASE WHEN NOT loser THEN fact END AS fact,
        CASE WHEN NOT loser THEN cause END AS cause),
    getvariable('batch')::INTEGER AS batch
FROM r_placing WHERE fresh
ORDER BY seq;
