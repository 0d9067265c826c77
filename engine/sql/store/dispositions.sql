-- How many engagements stand with each disposition: all entries ever made, less those that were taken back.
-- In: core.packed_firsts, core.packed_corrections. Out: a row a disposition that some have, in order.
SELECT disposition::VARCHAR, sum(n)::BIGINT FROM (
    SELECT disposition, count(*) AS n FROM core.packed_firsts GROUP BY disposition
    UNION ALL
    SELECT disposition, sum(amount) FROM core.packed_corrections GROUP BY disposition)
GROUP BY 1 HAVING sum(n) <> 0 ORDER BY 1
