-- Where two bags of rows differ. In: $stored and $recomputed, SELECTs of the same columns and types. Out: the buckets,
-- of $buckets by the rows' hash, that have not the same rows, as far as the count and the sum of hashes tell.
SELECT bucket FROM (
    SELECT h % $buckets AS bucket, 1 AS n, (h >> 1)::BIGINT AS h FROM (SELECT hash(t) AS h FROM ($stored) AS t)
    UNION ALL
    SELECT h % $buckets, -1, -(h >> 1)::BIGINT FROM (SELECT hash(t) AS h FROM ($recomputed) AS t)
) GROUP BY bucket HAVING sum(n) <> 0 OR sum(h) <> 0;
