-- What step 1 to 3 look at for this batch. In: b_new, b_stored. Out: r_events.
CREATE OR REPLACE TEMP TABLE r_events AS
SELECT * EXCLUDE (group_hash), false AS aux FROM b_new
UNION ALL
SELECT * EXCLUDE (group_hash), false AS aux FROM b_stored;
