-- Bodies that lose their id, from scratch. In: core.events, core.facts.
-- Out: v_shared(seq, event_id, batch, place), the bodies whose id has several, in the order in which they would stand;
-- v_losers(seq, batch since which). $canonical is the contract's canonical text.
CREATE OR REPLACE TEMP TABLE v_shared AS
WITH hashes AS (
    SELECT id_hash FROM (SELECT id_hash FROM core.packed_events UNION ALL SELECT id_hash FROM core.facts)
    GROUP BY id_hash HAVING count(*) > 1
),
bodies AS (
    SELECT * EXCLUDE (source, position, number) REPLACE (type::VARCHAR AS type, surface::VARCHAR AS surface)
    FROM core.events SEMI JOIN hashes USING (id_hash)
    UNION ALL BY NAME
    SELECT * EXCLUDE (source, position, number) REPLACE (type::VARCHAR AS type) FROM core.facts
    SEMI JOIN hashes USING (id_hash)
)
SELECT seq, event_id, batch, row_number() OVER (PARTITION BY event_id ORDER BY occurred_at, $canonical) AS place
FROM bodies;

CREATE OR REPLACE TEMP TABLE v_losers AS
SELECT
    seq, greatest(batch, min(batch) OVER (
        PARTITION BY event_id ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS batch
FROM v_shared QUALIFY place > 1;
