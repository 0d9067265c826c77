-- Stored events to be looked at. In: $rows, rows of core.packed_bodies; $touched. Out: more of b_old.
INSERT INTO b_old BY NAME
SELECT * EXCLUDE (batch, source, position, number, id_hash, new_post_id, channel), $touched AS touched FROM $rows;
