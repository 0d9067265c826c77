-- How many exceptions of each kind the view `exceptions` has: of engagements as all entries ever made say, less those that
-- were taken back. In: core.packed_firsts, core.packed_corrections, core.fact_exceptions. Out: a row a kind that there
-- is, in order.
SELECT kind, sum(n)::BIGINT FROM (
    SELECT
        unnest([
            CASE WHEN disposition IN ('unauthorized', 'unknown_ad', 'orphan') THEN disposition::VARCHAR END,
            CASE WHEN conflict THEN 'conflict' END]) AS kind, n
    FROM (
        SELECT disposition, conflict, count(*) AS n FROM core.packed_firsts GROUP BY ALL
        UNION ALL
        SELECT disposition, conflict, sum(amount) FROM core.packed_corrections GROUP BY ALL)
    UNION ALL
    SELECT kind, count(*) FROM core.fact_exceptions GROUP BY kind)
WHERE kind IS NOT NULL
GROUP BY kind HAVING sum(n) <> 0 ORDER BY kind
