-- What entries add to a post and UTC day, by all that its counters ask of them: sums/post_days.sql makes these of it.
-- In: $entries (a row an entry, see sums/entries.sql). Out: rows of core.packed_post_counts.
SELECT
    to_post AS post_id, occurred_at::DATE AS day, type, side, click_class, sum(n)::BIGINT AS n,
    sum(amount)::BIGINT AS placements
FROM $entries WHERE to_post IS NOT NULL
GROUP BY ALL;
