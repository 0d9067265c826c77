-- Sub-digests that entries and new bodies add to. In: $bodies (h: an md5 a body), $entries (shape of b_entries).
-- Out: part, low, high.
SELECT
    part, coalesce(sum(n * (h & 18446744073709551615::UHUGEINT)::HUGEINT), 0) AS low,
    coalesce(sum(n * (h >> 64)::HUGEINT), 0) AS high
FROM (
    SELECT 'bodies' AS part, 1 AS n, h FROM ($bodies)
    UNION ALL
    SELECT 'placements', amount, md5_number(
        part(event_id) || part(disposition) || part(side) || part(to_post) || part(to_ad) || part(sign)
        || part(ad_day) || part(milestone) || part(click_class)) FROM $entries
    UNION ALL
    SELECT 'exceptions', amount, md5_number(part(disposition) || part(event_id) || part(ad_id) || part(post_id))
    FROM $entries WHERE disposition IN ('unauthorized', 'unknown_ad', 'orphan')
    UNION ALL
    SELECT 'exceptions', amount, md5_number(part('conflict') || part(event_id) || part(ad_id) || part(post_id))
    FROM $entries WHERE conflict
) GROUP BY part
