-- The standing facts of the keys in b_fact_keys, and the codes of the ids that they name. In: b_fact_keys, b_codes,
-- core.facts with the batch's, core.losers, core.names, $facts (rows of core.facts before the batch, those of the keys at
-- least). Out: b_near, rows of core.facts; b_ids(name, code).
CREATE OR REPLACE TEMP TABLE b_near AS
WITH known AS (
    SELECT * FROM core.facts WHERE batch = getvariable('batch')::INTEGER
    UNION ALL
    SELECT * FROM $facts WHERE batch < getvariable('batch')::INTEGER
)
SELECT * FROM (
    SELECT * FROM known SEMI JOIN (FROM b_fact_keys WHERE type = 'ad_created') USING (type, ad_id)
    UNION ALL
    SELECT * FROM known SEMI JOIN (FROM b_fact_keys WHERE type = 'post_published') USING (type, post_id)
    UNION ALL
    SELECT * FROM known SEMI JOIN (FROM b_fact_keys WHERE type = 'advertiser_registered') USING (type, advertiser_id)
    UNION ALL
    SELECT * FROM known SEMI JOIN b_fact_keys USING (auth_code)
    WHERE type IN ('authorization_granted', 'authorization_extended', 'authorization_revoked')
) ANTI JOIN core.losers USING (seq);

CREATE OR REPLACE TEMP TABLE b_ids AS FROM b_codes;
CREATE OR REPLACE TEMP TABLE b_ids_missing AS
SELECT name, hash64(name) AS name_hash
FROM (
    SELECT unnest([post_id, ad_id]) AS name FROM b_near UNION SELECT unnest([post_id, ad_id]) FROM b_fact_keys
) ANTI JOIN b_ids USING (name) WHERE name IS NOT NULL;
INSERT INTO b_ids SELECT name, code FROM core.names SEMI JOIN b_ids_missing USING (name_hash, name);
