-- How many ads' standing facts named a post after two batches. In: core.facts, core.losers, core.batches; $before and
-- $after (diff/standing_ads.sql of each); $since and $until, the batches. Out: a row a post that other ads name: ads of
-- which no fact stood before are placed, those of which another one stood, or none does now, corrected. Its corrections
-- are these facts: the one that stood is reversed in the batch that ended it, the one that does is placed in the batch
-- that let it stand.
WITH known AS (
    SELECT f.seq, f.ad_id, f.batch, f.occurred_at, f.event_id, l.batch AS lost
    FROM core.facts AS f LEFT JOIN core.losers AS l ON f.seq = l.seq
    WHERE f.type = 'ad_created' AND f.batch <= $until AND l.batch IS DISTINCT FROM f.batch
),
before AS ($before),
after AS ($after),
changed AS (
    SELECT
        ad_id, b.seq AS old, a.seq AS new, b.post_id AS old_post, a.post_id AS new_post, a.event_id AS fact_event_id
    FROM before AS b FULL JOIN after AS a USING (ad_id)
    WHERE b.post_id IS DISTINCT FROM a.post_id
),
moved AS (
    SELECT c.old_post AS post_id, -1 AS adds, 'reversed' AS kind, o.event_id, c.fact_event_id, false AS is_first,
        least(o.lost, (
            SELECT min(g.batch) FROM known AS g
            WHERE g.ad_id = o.ad_id AND (g.occurred_at, g.event_id) < (o.occurred_at, o.event_id)
                AND g.batch > $since)) AS batch
    FROM changed AS c INNER JOIN known AS o ON c.old = o.seq
    WHERE c.old_post IS NOT NULL
    UNION ALL
    SELECT c.new_post, 1, 'placed', n.event_id, c.fact_event_id, c.old IS NULL,
        greatest(n.batch, (
            SELECT max(g.lost) FROM known AS g
            WHERE g.ad_id = n.ad_id AND (g.occurred_at, g.event_id) < (n.occurred_at, n.event_id)))
    FROM changed AS c INNER JOIN known AS n ON c.new = n.seq
    WHERE c.new_post IS NOT NULL
),
counts AS (SELECT post_id, count(*) AS ads FROM before GROUP BY post_id)
SELECT
    post_id AS id, any_value(coalesce(ads, 0)) AS before, coalesce(sum(adds) FILTER (is_first), 0) AS placed,
    coalesce(sum(adds) FILTER (NOT is_first), 0) AS corrected,
    coalesce(list({
        'event_id': event_id, 'type': 'ad_created', 'amount': adds, 'kind': kind, 'disposition': NULL::VARCHAR,
        'fact_event_id': fact_event_id, 'cause_event_id': NULL::VARCHAR, 'batch': batch, 'recorded_at': recorded_at}
        ORDER BY batch, event_id, adds) FILTER (NOT is_first), []) AS corrections
FROM moved INNER JOIN core.batches USING (batch) LEFT JOIN counts USING (post_id)
GROUP BY post_id
