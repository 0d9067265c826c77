-- Valid lines that say which dead letter they mend. In: arrow_mends (seq, of_source, of_position, of_number, of_sha256),
-- b_lines, b_contested, b_fresh. Out: core.redrives. (Of a new event's lines the first is the accepted one.)
INSERT INTO core.redrives BY NAME
SELECT
    m.seq, getvariable('batch')::INTEGER AS batch, r.source, r.position, r.number, r.event_id,
    r.id_hash NOT IN (SELECT id_hash FROM b_contested) OR (
        r.event_id IN (SELECT event_id FROM b_fresh)
        AND r.seq = (SELECT min(seq) FROM b_lines AS same WHERE same.event_id = r.event_id)) AS accepted,
    m.of_source, m.of_position, m.of_number, m.of_sha256
FROM arrow_mends AS m INNER JOIN b_lines AS r ON m.seq = r.seq
ORDER BY m.seq;
