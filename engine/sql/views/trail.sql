-- The trail of evidence. In: the tables of core. Out: placements, ledger, exceptions, dead_letters, batches.

CREATE OR REPLACE VIEW placements AS
SELECT e.event_id, s.disposition::VARCHAR AS disposition, s.to_post AS post_id, s.to_ad AS ad_id, s.sign
FROM core.standing AS s INNER JOIN core.events AS e USING (seq);

CREATE OR REPLACE VIEW ledger AS
SELECT
    e.event_id, e.type::VARCHAR AS type, e.occurred_at, e.actor_id,
    CASE WHEN n.amount = 1 THEN 'placed' ELSE 'reversed' END AS kind,
    n.disposition::VARCHAR AS disposition, n.side::VARCHAR AS side, n.to_post AS post_id, n.to_ad AS ad_id,
    e.creator_id, n.sign,
    (n.amount * n.sign)::TINYINT AS amount, e.occurred_at::DATE AS day, n.ad_day, e.watch_ms, n.milestone,
    n.click_class::VARCHAR AS click_class, f.event_id AS fact_event_id, c.event_id AS cause_event_id, s.name AS source,
    e.position,
    e.number AS line_number, n.batch, b.recorded_at
FROM core.entries AS n
INNER JOIN core.events AS e ON n.seq = e.seq
INNER JOIN core.sources AS s ON e.source = s.source
INNER JOIN core.batches AS b ON n.batch = b.batch
LEFT JOIN core.facts AS f ON n.fact = f.seq
LEFT JOIN core.events AS c ON n.cause = c.seq;

CREATE OR REPLACE VIEW core.fact_exceptions AS
WITH grants AS (
    SELECT auth_code, post_id, event_id, first_value(post_id) OVER (
        PARTITION BY auth_code ORDER BY occurred_at, event_id) AS own_post
    FROM core.standing_facts WHERE type = 'authorization_granted'
)
SELECT
    'fact_conflict' AS kind, f.event_id, f.ad_id, f.post_id,
    'differs from ' || s.event_id || ', the ad''s least fact, which stands' AS detail
FROM core.standing_facts AS f INNER JOIN core.standing_ads AS s USING (ad_id)
WHERE f.type = 'ad_created' AND row(
        f.advertiser_id, f.identity_type, f.post_id, f.auth_code, f.campaign_id, f.adgroup_id, f.buying_type,
        f.objective_type, f.placement)
    IS DISTINCT FROM row(
        s.advertiser_id, s.identity_type, s.post_id, s.auth_code, s.campaign_id, s.adgroup_id, s.buying_type,
        s.objective_type, s.placement)
UNION ALL
SELECT 'fact_conflict', event_id, NULL, post_id, 'code ' || auth_code || ' was granted for post ' || own_post
FROM grants WHERE post_id <> own_post
UNION ALL
SELECT
    'code_mismatch', NULL, a.ad_id, NULL, 'code ' || a.auth_code || ' was granted for post ' || g.own_post
FROM core.standing_ads AS a INNER JOIN (SELECT DISTINCT auth_code, own_post FROM grants) AS g USING (auth_code)
WHERE a.post_id <> g.own_post
UNION ALL
SELECT
    'unknown_timezone', NULL, a.ad_id, NULL,
    'advertiser ' || a.advertiser_id || ' is not registered; its days are UTC'
FROM core.standing_ads AS a ANTI JOIN core.latest_advertisers USING (advertiser_id)
WHERE a.ad_id IN (SELECT ad_id FROM core.ad_days GROUP BY ad_id HAVING sum(placements) <> 0)
UNION ALL
SELECT
    'id_conflict', l.event_id, NULL, NULL, 'another body of ' || l.type || ' at ' || l.occurred_at::VARCHAR || ' lost the id'
FROM (
    SELECT coalesce(event_name, event_uuid::VARCHAR) AS event_id, type::VARCHAR AS type, occurred_at
    FROM core.packed_events SEMI JOIN core.losers USING (seq)
    UNION ALL
    SELECT event_id, type::VARCHAR, occurred_at FROM core.facts SEMI JOIN core.losers USING (seq)) AS l;

CREATE OR REPLACE VIEW exceptions AS
SELECT
    s.disposition::VARCHAR AS kind, e.event_id, e.ad_id, e.post_id,
    CASE s.disposition
        WHEN 'unauthorized' THEN 'counts at an ad that was not in force for its post at the time'
        WHEN 'unknown_ad' THEN 'no ad_created has been read for the ad; resolves by itself when it is'
        ELSE 'removes what was not added; waits for a late add'
    END AS detail
FROM core.standing AS s INNER JOIN core.events AS e USING (seq)
WHERE s.disposition IN ('unauthorized', 'unknown_ad', 'orphan')
UNION ALL
SELECT
    'conflict', e.event_id, e.ad_id, e.post_id,
    'names post ' || e.post_id || coalesce(', its ad names ' || a.post_id, ', its ad has none')
FROM core.standing AS s INNER JOIN core.events AS e USING (seq) LEFT JOIN core.standing_ads AS a ON e.ad_id = a.ad_id
WHERE s.conflict
UNION ALL
SELECT * FROM core.fact_exceptions;

CREATE OR REPLACE VIEW dead_letters AS
SELECT
    d.letter, s.name AS source, d.position, d.number AS line_number, d.batch, b.recorded_at, d.length, d.sha256,
    d.raw, d.reasons, CASE WHEN m.accepted THEN 'accepted' WHEN NOT m.accepted THEN 'duplicate' END AS outcome,
    m.event_id, m.batch AS redriven_batch, r.recorded_at AS redriven_at
FROM core.dead_letters AS d
INNER JOIN core.sources AS s ON d.source = s.source
INNER JOIN core.batches AS b ON d.batch = b.batch
LEFT JOIN (
    SELECT * FROM core.redrives
    QUALIFY row_number() OVER (PARTITION BY of_source, of_position, of_number, of_sha256 ORDER BY seq) = 1) AS m
    ON s.name = m.of_source AND d.position = m.of_position AND d.number = m.of_number AND d.sha256 = m.of_sha256
LEFT JOIN core.batches AS r ON m.batch = r.batch;

CREATE OR REPLACE VIEW batches AS
SELECT
    b.batch, b.recorded_at, coalesce(s.sources, []) AS sources, b.engine_version, b.tzdata_version, b.rule, b.lines,
    b.accepted, b.duplicates, b.dead_letters, b.fast_lines, b.corrections, b.redriven
FROM core.batches AS b
LEFT JOIN (
    SELECT
        batch, list({
            'source': source, 'kind': kind, 'from_position': from_position, 'to_position': to_position}
            ORDER BY source) AS sources
    FROM core.batch_sources GROUP BY batch) AS s ON b.batch = s.batch;
