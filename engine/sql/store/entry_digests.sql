-- Sub-digests that entries and new bodies add to. In: $bodies (low, high: the halves of an md5 a body), $entries (shape of
-- b_entries), $names (core.names, or rows of it, those of the entries' ids at least).
-- Out: part, low, high.
WITH entries AS (
    SELECT
        e.* REPLACE (coalesce(p.name, e.to_post::VARCHAR) AS to_post, coalesce(a.name, e.to_ad::VARCHAR) AS to_ad),
        core.event_text(e.event_uuid, e.event_name) AS event_id
    FROM $entries AS e LEFT JOIN $names AS p ON e.to_post = p.code LEFT JOIN $names AS a ON e.to_ad = a.code
),
odd AS (
    SELECT
        e.amount, e.disposition, e.conflict, core.event_text(e.event_uuid, e.event_name) AS event_id,
        coalesce(p.name, e.post_id::VARCHAR) AS post_id, coalesce(a.name, e.ad_id::VARCHAR) AS ad_id
    FROM $entries AS e LEFT JOIN $names AS p ON e.post_id = p.code LEFT JOIN $names AS a ON e.ad_id = a.code
    WHERE e.conflict OR e.disposition IN ('unauthorized', 'unknown_ad', 'orphan')
)
SELECT part, coalesce(sum(n * low), 0) AS low, coalesce(sum(n * high), 0) AS high
FROM (
    SELECT 'bodies' AS part, 1 AS n, sum(low) AS low, sum(high) AS high FROM ($bodies)
    UNION ALL
    SELECT part, amount, sum(low64(h)), sum(high64(h)) FROM (
        SELECT 'placements' AS part, amount, md5_number(concat(
            event_id, chr(31), disposition, chr(31), side, chr(31), to_post, chr(31), to_ad, chr(31), sign, chr(31), ad_day,
            chr(31), milestone, chr(31), click_class)) AS h FROM entries
        UNION ALL
        SELECT 'exceptions', amount, md5_number(concat(disposition, chr(31), event_id, chr(31), ad_id, chr(31), post_id))
        FROM odd WHERE disposition IN ('unauthorized', 'unknown_ad', 'orphan')
        UNION ALL
        SELECT 'exceptions', amount, md5_number(concat('conflict', chr(31), event_id, chr(31), ad_id, chr(31), post_id))
        FROM odd WHERE conflict
    ) GROUP BY part, amount
) GROUP BY part
