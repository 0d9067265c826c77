-- What step 1 to 3 look at for this batch. In: b_read, b_drop, b_lose, b_stored, b_views (see apply/views.sql).
-- Out: r_events; what only new ones need when they are stored is NULL of others.
CREATE OR REPLACE TEMP VIEW r_events AS
SELECT * EXCLUDE (body_low, body_high), true AS fresh, false AS aux, seq IN (SELECT seq FROM b_lose) AS loser
FROM b_read ANTI JOIN b_drop USING (seq)
UNION ALL BY NAME
SELECT * EXCLUDE (group_hash, touched), false AS fresh, false AS aux, false AS loser FROM b_stored
UNION ALL BY NAME
SELECT *, false AS fresh, true AS aux, false AS loser FROM b_views;
