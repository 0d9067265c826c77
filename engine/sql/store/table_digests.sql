-- Sub-digests that are made when asked. In: core.fact_exceptions, core.dead_letters, $totals (a text a row).
-- Out: part, low, high. A dead letter counts once however often it was read.
SELECT part, coalesce(sum((h & 18446744073709551615::UHUGEINT)::HUGEINT), 0), coalesce(sum((h >> 64)::HUGEINT), 0)
FROM (
    SELECT 'totals' AS part, md5_number(t) AS h FROM ($totals)
    UNION ALL
    SELECT 'dead', md5_number(sha256) FROM (SELECT DISTINCT sha256 FROM core.dead_letters)
    UNION ALL
    SELECT 'fact_exceptions', md5_number(
        concat(kind, chr(31), event_id, chr(31), ad_id, chr(31), post_id, chr(31), detail))
    FROM core.fact_exceptions
) GROUP BY part;
