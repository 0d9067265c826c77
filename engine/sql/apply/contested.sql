-- Which ids are read more than once. In: b_lines (the lines that are valid), core.packed_events, core.facts.
-- Out: b_known(seq, id_hash), the stored engagements of such ids (found in two narrow columns); b_contested(id_hash),
-- all those ids; and, empty, what apply/dedupe.sql fills where there are any.
CREATE OR REPLACE TEMP TABLE b_known AS
SELECT seq, id_hash FROM core.packed_events SEMI JOIN b_lines USING (id_hash);

CREATE OR REPLACE TEMP TABLE b_contested AS
SELECT id_hash FROM b_lines GROUP BY id_hash HAVING count(*) > 1
UNION
SELECT id_hash FROM b_known
UNION
SELECT id_hash FROM core.facts SEMI JOIN b_lines USING (id_hash);

CREATE OR REPLACE TEMP TABLE b_drop (seq BIGINT);
CREATE OR REPLACE TEMP TABLE b_lose (seq BIGINT);
CREATE OR REPLACE TEMP TABLE b_fallen (seq BIGINT);
CREATE OR REPLACE TEMP TABLE b_fresh (event_id VARCHAR);
