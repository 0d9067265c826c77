-- Codes for the ids that a batch names. In: arrow_names (name: those of scanned lines), b_text, core.names. Out: core.names
-- grown by new ones; b_codes (name, code): those of the batch.
CREATE OR REPLACE TEMP TABLE b_names AS
SELECT name, hash64(name) AS name_hash FROM (
    SELECT name FROM arrow_names
    UNION
    SELECT unnest([post_id, ad_id, creator_id, CASE WHEN core.packed_id(actor_id) IS NULL THEN actor_id END]) FROM b_text)
WHERE name IS NOT NULL;

CREATE OR REPLACE TEMP TABLE b_codes AS
SELECT n.name, n.code FROM core.names AS n SEMI JOIN b_names USING (name_hash, name);

CREATE OR REPLACE TEMP TABLE b_names_new AS
SELECT (SELECT coalesce(min(code), 0) FROM core.names) - row_number() OVER (ORDER BY name) AS code, name_hash, name
FROM b_names ANTI JOIN b_codes USING (name);

INSERT INTO core.names SELECT code, name_hash, name FROM b_names_new;
INSERT INTO b_codes SELECT name, code FROM b_names_new;
