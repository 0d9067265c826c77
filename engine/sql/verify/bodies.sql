-- The digest of all stored bodies, and how many of them stand under another hash than their id's. In: core.events,
-- core.event_bodies (for the contract's columns alone), core.facts. Out: v_bodies(low, high, misnamed), one row.
-- $engagement and $fact are store/body.sql for the one and the other.
CREATE OR REPLACE TEMP TABLE v_bodies AS
WITH facts AS (
    SELECT * REPLACE (type::VARCHAR AS type, surface::VARCHAR AS surface) FROM core.event_bodies WHERE false
    UNION ALL BY NAME
    SELECT * EXCLUDE (batch, source, position, number) REPLACE (type::VARCHAR AS type) FROM core.facts
)
SELECT
    coalesce(sum(low64(h)), 0) AS low, coalesce(sum(high64(h)), 0) AS high,
    count(*) FILTER (misnamed) AS misnamed
FROM (
    SELECT md5_number($engagement) AS h, hash64(event_id) <> id_hash AS misnamed FROM core.events
    UNION ALL
    SELECT md5_number($fact), hash64(event_id) <> id_hash FROM facts
);
