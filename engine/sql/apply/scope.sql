-- What step 1 to 3 look at for this batch. In: b_new (`fresh` in the store), b_stored, b_views (see apply/views.sql).
-- Out: r_events.
CREATE OR REPLACE TEMP VIEW r_events AS
SELECT *, true AS fresh, false AS aux FROM b_new
UNION ALL
SELECT * EXCLUDE (group_hash), false AS fresh, false AS aux FROM b_stored
UNION ALL
SELECT *, false AS fresh, true AS aux FROM b_views;
