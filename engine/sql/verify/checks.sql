-- What is not compared cell by cell. In: the tables of core, v_bodies,
-- v_groups. Out: one row a check: name, violations, and what the rule is. Source of the laws: SEMANTICS 3.2.
SELECT 'batches' AS name, 'lines = accepted + duplicates + dead letters, batch by batch' AS law, (
    SELECT count(*) FROM core.batches WHERE lines <> accepted + duplicates + dead_letters) AS violations
UNION ALL
SELECT 'batches: rule', 'every batch was made under the rule of the store', (
    SELECT count(*) FROM core.batches WHERE rule <> (SELECT value FROM core.meta WHERE key = 'rule'))
UNION ALL
SELECT 'meta', 'versions and rule are recorded, each once', (
    SELECT abs(4 - count(*)) FROM core.meta
    WHERE key IN ('schema_version', 'engine_version', 'tzdata_version', 'rule'))
UNION ALL
SELECT 'dead_letters', 'batch by batch as many as were counted', (
    SELECT count(*) FROM core.batches AS b LEFT JOIN (
        SELECT batch, count(*) AS letters FROM core.dead_letters GROUP BY batch) AS d USING (batch)
    WHERE b.dead_letters <> coalesce(d.letters, 0))
UNION ALL
SELECT 'batch_sources', 'each belongs to a batch', (
    SELECT count(*) FROM core.batch_sources ANTI JOIN core.batches USING (batch))
UNION ALL
SELECT 'sources, batch_sources', 'each line''s source has one name, and is one that a batch read', (
    SELECT count(*) FROM (
        SELECT DISTINCT source FROM core.packed_events UNION SELECT source FROM core.facts
        UNION SELECT source FROM core.dead_letters)
        AS used LEFT JOIN (
        SELECT source, count(*) AS names FROM core.sources
        WHERE name IN (SELECT source FROM core.batch_sources) GROUP BY source) AS s USING (source)
    WHERE s.names IS DISTINCT FROM 1)
UNION ALL
SELECT 'packed_events, facts: id_hash', 'the hash of each id is its own', (
    SELECT misnamed FROM v_bodies)
UNION ALL
SELECT 'states', 'each stateful event stands under its group as the facts are now', (
    SELECT count(*) FROM v_groups ANTI JOIN core.states USING (group_hash, seq))
UNION ALL
SELECT 'placements', 'engagements = the sum over dispositions', (
    SELECT abs((SELECT count(*) FROM core.packed_events ANTI JOIN core.losers USING (seq)) - (
        SELECT count(*) FROM core.packed_standing)))
UNION ALL
SELECT 'conservation: paid', 'for every post and metric, paid = the sum over its ads of what rolled up', (
    SELECT count(*) FROM (
        SELECT
            post_id, video_views_paid, likes_paid, favorites_paid, comments_paid, shares_paid, follows_paid, duets_paid,
            stitches_paid
        FROM core.post_sums) AS p FULL JOIN (
        SELECT
            post_id, sum(video_views_rolled_up) AS v, sum(likes_rolled_up) AS l, sum(favorites_rolled_up) AS f,
            sum(comments_rolled_up) AS c, sum(shares_rolled_up) AS s, sum(follows_rolled_up) AS o,
            sum(duets_rolled_up) AS d, sum(stitches_rolled_up) AS t
        FROM core.ad_sums WHERE post_id IS NOT NULL GROUP BY post_id) AS a USING (post_id)
    WHERE (
        coalesce(video_views_paid, 0), coalesce(likes_paid, 0), coalesce(favorites_paid, 0), coalesce(comments_paid, 0),
        coalesce(shares_paid, 0), coalesce(follows_paid, 0), coalesce(duets_paid, 0), coalesce(stitches_paid, 0))
        IS DISTINCT FROM (
        coalesce(v, 0), coalesce(l, 0), coalesce(f, 0), coalesce(c, 0), coalesce(s, 0), coalesce(o, 0), coalesce(d, 0),
        coalesce(t, 0)));
