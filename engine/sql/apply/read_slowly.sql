-- Lines that the contract took where the fast lane had left them. In: arrow_slow (seq, its columns), arrow_places (seq,
-- and where the line stood). Out: rows of b_text.
INSERT INTO b_text BY NAME
SELECT * REPLACE (type::event_type AS type), hash64(event_id) AS id_hash
FROM arrow_slow INNER JOIN arrow_places USING (seq);
