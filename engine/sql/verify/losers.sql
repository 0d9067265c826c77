-- Bodies that lose their id, from scratch. In: core.event_bodies, core.facts. Out: v_losers(seq), and v_bodies, one row
-- a stored body with its digest. $body is store/body.sql, $canonical the contract's canonical text over its columns.
CREATE OR REPLACE TEMP TABLE v_bodies AS
WITH bodies AS (
    SELECT * REPLACE (type::VARCHAR AS type, surface::VARCHAR AS surface) FROM core.event_bodies
    UNION ALL BY NAME
    SELECT * EXCLUDE (batch, source, position, number) REPLACE (type::VARCHAR AS type) FROM core.facts
)
SELECT
    seq, id_hash, md5_number($body) AS h,
    hash64(event_id) = id_hash AS hash_ok
FROM bodies;

CREATE OR REPLACE TEMP TABLE v_losers AS
WITH shared AS (SELECT id_hash FROM v_bodies GROUP BY id_hash HAVING count(*) > 1),
bodies AS (
    SELECT * REPLACE (type::VARCHAR AS type, surface::VARCHAR AS surface) FROM core.event_bodies
    SEMI JOIN shared USING (id_hash)
    UNION ALL BY NAME
    SELECT * EXCLUDE (batch, source, position, number) REPLACE (type::VARCHAR AS type) FROM core.facts
    SEMI JOIN shared USING (id_hash)
)
SELECT seq FROM bodies
QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY occurred_at, $canonical) > 1;
