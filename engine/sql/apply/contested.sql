-- Which ids are read more than once. In: b_lines (the lines that are valid), $bodies and $facts (rows of
-- core.packed_bodies and of core.facts, those of the lines' ids at least).
-- Out: b_known(row, id_hash), where the stored engagements of such ids are in core.packed_bodies; b_contested(id_hash),
-- all those ids; and, empty, what apply/dedupe.sql fills where there are any.
CREATE OR REPLACE TEMP TABLE b_known AS
SELECT row, id_hash FROM $bodies SEMI JOIN b_lines USING (id_hash);

CREATE OR REPLACE TEMP TABLE b_contested AS
SELECT id_hash FROM b_lines GROUP BY id_hash HAVING count(*) > 1
UNION
SELECT id_hash FROM b_known
UNION
SELECT id_hash FROM $facts SEMI JOIN b_lines USING (id_hash);

CREATE OR REPLACE TEMP TABLE b_drop (seq BIGINT);
CREATE OR REPLACE TEMP TABLE b_lose (seq BIGINT);
CREATE OR REPLACE TEMP TABLE b_fallen (seq BIGINT);
CREATE OR REPLACE TEMP TABLE b_fresh (event_id VARCHAR);
