-- Which lines of contested ids are new, which are duplicates, which bodies stand.
-- In: b_contested, b_facts, $contested (the engagements of such ids,
-- ids as they were read), $facts (rows of core.facts, those of b_contested at least), core.losers, and the empty tables of apply/contested.sql. Out: core.losers grown by b_lose and b_fallen;
-- b_drop(seq): lines whose body is already there; b_lose(seq): new bodies that lose their id to a lesser one;
-- b_fallen(seq): stored bodies that stood and lose it now; b_fresh(event_id): contested ids read for the first time.
-- $canonical is the contract's canonical text as an expression over its columns.
CREATE OR REPLACE TEMP TABLE b_bodies AS
WITH bodies AS (
    SELECT false AS stored, * EXCLUDE (id_hash, source, position, number) REPLACE (type::VARCHAR AS type)
    FROM b_facts SEMI JOIN b_contested USING (id_hash)
    UNION ALL BY NAME
    SELECT * EXCLUDE (id_hash, source, position, number) REPLACE (type::VARCHAR AS type, surface::VARCHAR AS surface)
    FROM ($contested)
    UNION ALL BY NAME
    SELECT true AS stored, * EXCLUDE (id_hash, batch, source, position, number) REPLACE (type::VARCHAR AS type)
    FROM $facts SEMI JOIN b_contested USING (id_hash)
)
SELECT seq, stored, event_id, occurred_at, $canonical AS body FROM bodies;

CREATE OR REPLACE TEMP TABLE b_ranked AS
SELECT *, row_number() OVER (PARTITION BY event_id ORDER BY occurred_at, body) = 1 AS stands
FROM (
    SELECT event_id, occurred_at, body, min(seq) AS seq, bool_or(stored) AS stored
    FROM b_bodies GROUP BY event_id, occurred_at, body);

INSERT INTO b_drop
SELECT seq FROM b_bodies WHERE NOT stored AND seq NOT IN (SELECT seq FROM b_ranked);
INSERT INTO b_lose
SELECT seq FROM b_ranked WHERE NOT stored AND NOT stands;
INSERT INTO b_fallen
SELECT seq FROM b_ranked ANTI JOIN core.losers USING (seq) WHERE stored AND NOT stands;
INSERT INTO b_fresh
SELECT event_id FROM b_ranked GROUP BY event_id HAVING NOT bool_or(stored);

INSERT INTO core.losers
SELECT seq, getvariable('batch')::INTEGER FROM b_lose UNION ALL SELECT seq, getvariable('batch')::INTEGER FROM b_fallen;

-- the next batch may have no such ids, and would keep these bodies in memory
DROP TABLE b_contested_rows;
DROP TABLE b_bodies;
DROP TABLE b_ranked;
