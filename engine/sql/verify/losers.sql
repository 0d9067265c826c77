-- Bodies that lose their id, from scratch. In: arrow_shared(id_hash: those of several bodies), core.facts; $events, the
-- engagements of such hashes with their ids as they were read. Out: v_shared(seq, event_id, batch, place), the bodies in
-- the order in which they would stand; v_losers(seq, batch since which). $canonical is the contract's canonical text.
CREATE OR REPLACE TEMP TABLE v_shared AS
WITH bodies AS (
    SELECT * EXCLUDE (source, position, number) REPLACE (type::VARCHAR AS type, surface::VARCHAR AS surface)
    FROM ($events)
    UNION ALL BY NAME
    SELECT * EXCLUDE (source, position, number) REPLACE (type::VARCHAR AS type)
    FROM core.facts SEMI JOIN arrow_shared USING (id_hash)
)
SELECT seq, event_id, batch, row_number() OVER (PARTITION BY event_id ORDER BY occurred_at, $canonical) AS place
FROM bodies;

CREATE OR REPLACE TEMP TABLE v_losers AS
SELECT
    seq, greatest(batch, min(batch) OVER (
        PARTITION BY event_id ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS batch
FROM v_shared QUALIFY place > 1;
