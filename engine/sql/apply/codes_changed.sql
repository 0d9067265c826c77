-- Codes of b_fact_keys whose intervals are not what they were. In: b_fact_keys, b_codes_now (rows of
-- core.code_intervals for those codes), b_ids, core.code_intervals. Out: core.code_intervals and f_codes brought up to date,
-- b_codes_changed(auth_code).
CREATE OR REPLACE TEMP TABLE b_codes_before AS
SELECT * FROM core.code_intervals WHERE auth_code IN (SELECT auth_code FROM b_fact_keys);

CREATE OR REPLACE TEMP TABLE b_codes_changed AS
WITH now AS (SELECT auth_code, post_id, starts, ends, fact FROM b_codes_now),
before AS (SELECT auth_code, post_id, starts, ends, fact FROM b_codes_before)
SELECT DISTINCT auth_code FROM ((FROM before EXCEPT ALL FROM now) UNION ALL (FROM now EXCEPT ALL FROM before));

DELETE FROM core.code_intervals WHERE auth_code IN (SELECT auth_code FROM b_codes_before);
INSERT INTO core.code_intervals SELECT * FROM b_codes_now ORDER BY auth_code, starts;
DELETE FROM f_codes WHERE auth_code IN (SELECT auth_code FROM b_codes_before);
INSERT INTO f_codes
SELECT auth_code, code, starts, ends, fact FROM b_codes_now INNER JOIN b_ids ON post_id = name;
