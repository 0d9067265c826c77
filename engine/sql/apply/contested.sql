-- Which ids are read more than once. In: b_read (the lines that are valid), core.events, core.facts.
-- Out: b_contested(id_hash), those ids; and, empty, what apply/dedupe.sql fills where there are any.
CREATE OR REPLACE TEMP TABLE b_contested AS
SELECT id_hash FROM b_read GROUP BY id_hash HAVING count(*) > 1
UNION
SELECT id_hash FROM core.events SEMI JOIN b_read USING (id_hash)
UNION
SELECT id_hash FROM core.facts SEMI JOIN b_read USING (id_hash);

CREATE OR REPLACE TEMP TABLE b_drop (seq BIGINT);
CREATE OR REPLACE TEMP TABLE b_lose (seq BIGINT);
CREATE OR REPLACE TEMP TABLE b_fallen (seq BIGINT);
CREATE OR REPLACE TEMP TABLE b_fresh (event_id VARCHAR);
