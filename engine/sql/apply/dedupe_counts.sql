-- Accepted lines (the first of each event_id) of a batch. In: b_lines, b_contested, b_fresh. Out: one number.
SELECT (SELECT count(*) FROM b_lines ANTI JOIN b_contested USING (id_hash)) + (SELECT count(*) FROM b_fresh);
