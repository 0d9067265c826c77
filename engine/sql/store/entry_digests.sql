-- Sub-digests that entries and new bodies add to. In: $bodies (h: an md5 a body), $entries (shape of b_entries).
-- Out: part, low, high.
SELECT
    part, coalesce(sum(n * (h & 18446744073709551615::UHUGEINT)::HUGEINT), 0) AS low,
    coalesce(sum(n * (h >> 64)::HUGEINT), 0) AS high
FROM (
    SELECT 'bodies' AS part, 1 AS n, h FROM ($bodies)
    UNION ALL
    SELECT 'placements', amount, md5_number(concat(
        event_id, chr(31), disposition, chr(31), side, chr(31), to_post, chr(31), to_ad, chr(31), sign, chr(31), ad_day,
        chr(31), milestone, chr(31), click_class)) FROM $entries
    UNION ALL
    SELECT 'exceptions', amount, md5_number(concat(disposition, chr(31), event_id, chr(31), ad_id, chr(31), post_id))
    FROM $entries WHERE disposition IN ('unauthorized', 'unknown_ad', 'orphan')
    UNION ALL
    SELECT 'exceptions', amount, md5_number(concat('conflict', chr(31), event_id, chr(31), ad_id, chr(31), post_id))
    FROM $entries WHERE conflict
) GROUP BY part
