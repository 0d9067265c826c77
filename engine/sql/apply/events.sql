-- The batch's engagement bodies into the store, and the first entry of each standing one.
-- In: b_read (engagements are those with an actor), b_drop, r_placed. Out: core.events, core.firsts.
INSERT INTO core.packed_events BY NAME
SELECT * EXCLUDE (body), getvariable('batch')::INTEGER AS batch
FROM b_read WHERE seq NOT IN (SELECT seq FROM b_drop);

INSERT INTO core.packed_firsts
SELECT
    seq, getvariable('batch')::INTEGER, disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict,
    fact, cause
FROM r_placed WHERE fresh;
