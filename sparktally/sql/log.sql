-- In: batches, ledger. Out: a row a batch: what was read from where, when, and how much it changed.
SELECT
    b.batch, b.recorded_at, b.lines, b.accepted, b.duplicates, b.dead_letters, b.corrections,
    coalesce(n.posts, 0) AS posts, coalesce(n.ads, 0) AS ads, b.sources, b.engine_version, b.tzdata_version, b.rule
FROM batches AS b
LEFT JOIN (
    SELECT batch, count(DISTINCT post_id) AS posts, count(DISTINCT ad_id) AS ads FROM ledger GROUP BY batch
) AS n USING (batch)
