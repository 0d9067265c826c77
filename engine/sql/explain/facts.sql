-- The facts that decide about some ads, posts and events. In: core.events, core.facts, core.losers, core.sources,
-- core.batches; lists of ids, as parameters: of ads, of posts, of facts that are named already, and of events whose ads
-- matter too. Out: a row a fact, the ads' own first, then codes, posts, advertisers.
WITH ads AS (SELECT unnest($1) AS ad_id UNION SELECT ad_id FROM core.events WHERE event_id IN (SELECT unnest($4))),
asked AS (
    SELECT seq FROM core.facts WHERE type = 'ad_created' AND ad_id IN (SELECT ad_id FROM ads)
    UNION
    SELECT seq FROM core.facts WHERE event_id IN (SELECT unnest($3))
),
own AS (SELECT auth_code, advertiser_id, post_id FROM core.facts SEMI JOIN asked USING (seq)),
wanted AS (
    FROM asked
    UNION
    SELECT seq FROM core.facts WHERE type <> 'ad_created' AND auth_code IN (SELECT auth_code FROM own)
    UNION
    SELECT seq FROM core.facts
    WHERE type = 'post_published' AND post_id IN (SELECT unnest($2) UNION SELECT post_id FROM own)
    UNION
    SELECT seq FROM core.facts
    WHERE type = 'advertiser_registered' AND advertiser_id IN (SELECT advertiser_id FROM own)
)
SELECT
    f.event_id, f.type::VARCHAR AS type, f.occurred_at, l.seq IS NULL AS stands, f.ad_id, f.post_id, f.advertiser_id,
    f.identity_type, f.auth_code, f.duration_days, f.timezone, f.creator_id, f.video_duration_ms, f.visibility,
    f.campaign_id, f.adgroup_id, f.buying_type, f.objective_type, f.placement, f.batch, b.recorded_at, s.name AS source,
    f.position, f.number AS line_number
FROM wanted AS w
INNER JOIN core.facts AS f ON w.seq = f.seq
INNER JOIN core.sources AS s ON f.source = s.source
INNER JOIN core.batches AS b ON f.batch = b.batch
LEFT JOIN core.losers AS l ON f.seq = l.seq
ORDER BY
    CASE f.type WHEN 'ad_created' THEN 1 WHEN 'post_published' THEN 3 WHEN 'advertiser_registered' THEN 4 ELSE 2 END,
    f.auth_code, f.ad_id, f.post_id, f.occurred_at, f.event_id
