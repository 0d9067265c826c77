-- Lines that the fast lane takes, decoded. In: $gate (seq: a line's row in the batch, ok, the contract's columns),
-- $first_seq: the first line's ordinal in the store. Out: b_read (seq: a line's ordinal in the store, id_hash, the
-- contract's columns), to which apply/read_slowly.sql adds.
CREATE OR REPLACE TEMP TABLE b_read AS
SELECT * EXCLUDE (ok) REPLACE (seq + $first_seq AS seq, type::event_type AS type), hash64(event_id) AS id_hash
FROM ($gate) WHERE ok;
