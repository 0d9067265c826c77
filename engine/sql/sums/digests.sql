-- What the batch adds to the running digests: order-independent sums of the two halves of an md5.
-- In: b_read, b_drop (new bodies), b_entries. Out: rows of core.digests.
INSERT INTO core.digests
SELECT part, coalesce(sum(n * (h & 18446744073709551615::UHUGEINT)::HUGEINT), 0), coalesce(sum(n * (h >> 64)::HUGEINT), 0)
FROM (
    SELECT 'bodies' AS part, 1 AS n, md5_number(part(event_id) || part(epoch_us(occurred_at)) || $canonical) AS h
    FROM b_read WHERE seq NOT IN (SELECT seq FROM b_drop)
    UNION ALL
    SELECT 'placements', amount, md5_number(
        part(event_id) || part(disposition) || part(side) || part(to_post) || part(to_ad) || part(sign)
        || part(ad_day) || part(milestone) || part(click_class)) FROM b_entries
    UNION ALL
    SELECT 'exceptions', amount, md5_number(part(disposition) || part(event_id) || part(ad_id) || part(post_id))
    FROM b_entries WHERE disposition IN ('unauthorized', 'unknown_ad', 'orphan')
    UNION ALL
    SELECT 'exceptions', amount, md5_number(part('conflict') || part(event_id) || part(ad_id) || part(post_id))
    FROM b_entries WHERE conflict
) GROUP BY part;
