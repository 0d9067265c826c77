-- Lines that the gate takes, decoded. In: $gate (seq: a line's row in the batch, where it stood, ok,
-- the contract's columns), $first_seq: the first line's ordinal in the store. Out: rows of b_text.
INSERT INTO b_text BY NAME
SELECT * EXCLUDE (ok) REPLACE (seq + $first_seq AS seq, type::event_type AS type), hash64(event_id) AS id_hash
FROM ($gate) WHERE ok;
