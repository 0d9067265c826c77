-- The ids that entries name and the batch's own lines do not. In: b_entries, b_moved_events, b_codes.
-- Out: b_named(code, name), with those that the lines name; b_unnamed(code), the others.
CREATE OR REPLACE TEMP TABLE b_named AS SELECT code, name FROM b_codes;
CREATE OR REPLACE TEMP TABLE b_unnamed AS
SELECT DISTINCT code FROM (
    SELECT unnest([to_post, to_ad]) AS code FROM (SELECT DISTINCT to_post, to_ad FROM b_entries)
    UNION ALL
    SELECT unnest([post_id, ad_id, creator_id]) FROM b_moved_events
) ANTI JOIN b_codes USING (code) WHERE code IS NOT NULL;
