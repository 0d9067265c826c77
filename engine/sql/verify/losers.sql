-- Bodies that lose their id, from scratch. In: core.event_bodies, core.facts. Out: v_losers(seq, batch since which),
-- and v_bodies, one row a stored body with its digest. $body is store/body.sql, $canonical the contract's canonical
-- text.
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
),
ranked AS (
    SELECT seq, event_id, row_number() OVER (PARTITION BY event_id ORDER BY occurred_at, $canonical) AS place FROM bodies
),
dated AS (
    SELECT r.*, coalesce(e.batch, f.batch) AS batch
    FROM ranked AS r LEFT JOIN core.events AS e ON r.seq = e.seq LEFT JOIN core.facts AS f ON r.seq = f.seq
)
SELECT
    seq, greatest(batch, min(batch) OVER (
        PARTITION BY event_id ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS batch
FROM dated QUALIFY place > 1;
