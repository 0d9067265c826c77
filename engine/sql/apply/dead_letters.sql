-- Lines that the contract refused. In: arrow_slow (letter, raw, length, sha256, reasons), arrow_places (seq, and where the
-- line stood).
-- Out: core.dead_letters.
INSERT INTO core.dead_letters
SELECT d.letter, getvariable('batch')::INTEGER, l.source, l.position, l.number, d.raw, d.length, d.sha256, d.reasons
FROM arrow_slow AS d INNER JOIN arrow_places AS l ON d.letter = l.seq;
