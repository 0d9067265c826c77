-- Lines that the contract took where the fast lane had left them. In: arrow_slow (seq, its columns). Out: rows of
-- b_read.
INSERT INTO b_read BY NAME
SELECT * REPLACE (type::event_type AS type), hash64(event_id) AS id_hash FROM arrow_slow;
