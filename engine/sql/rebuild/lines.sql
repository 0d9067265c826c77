-- The stored lines of one batch, each as a line that says the same. In: core.event_bodies, core.events, core.facts,
-- core.dead_letters, core.redrives, core.sources, core.positions; the batch's number, four times a parameter; $canonical,
-- the contract's canonical text. Out: the columns of LINE_SCHEMA, in the order read. Of duplicates nothing was stored, but
-- of those that mend a dead letter: they say what the first line of their event said.
WITH mending AS (
    SELECT
        *, concat(
            ',"redrive_of":{"source":', to_json(of_source)::VARCHAR, ',"position":', of_position, ',"number":', of_number,
            ',"sha256":', to_json(of_sha256)::VARCHAR, ',"kind":"dead_letter"}') AS mark
    FROM core.redrives WHERE batch = ?
),
again AS (
    SELECT m.seq, min(b.seq) AS body FROM mending AS m
    INNER JOIN (SELECT seq, event_id FROM core.events UNION ALL SELECT seq, event_id FROM core.facts) AS b USING (event_id)
    GROUP BY m.seq HAVING NOT bool_or(b.seq = m.seq)
),
bodies AS (
    SELECT b.* REPLACE (b.type::VARCHAR AS type, b.surface::VARCHAR AS surface), e.source, e.position, e.number
    FROM core.event_bodies AS b INNER JOIN core.events AS e ON b.seq = e.seq WHERE e.batch = ?
    UNION ALL BY NAME
    SELECT * EXCLUDE (batch) REPLACE (type::VARCHAR AS type) FROM core.facts WHERE batch = ?
    UNION ALL BY NAME
    SELECT
        b.* REPLACE (a.seq AS seq, b.type::VARCHAR AS type, b.surface::VARCHAR AS surface), m.source, m.position, m.number
    FROM again AS a INNER JOIN core.event_bodies AS b ON a.body = b.seq INNER JOIN mending AS m ON a.seq = m.seq
    UNION ALL BY NAME
    SELECT
        b.* EXCLUDE (batch)
        REPLACE (a.seq AS seq, b.type::VARCHAR AS type, m.source AS source, m.position AS position, m.number AS number)
    FROM again AS a INNER JOIN core.facts AS b ON a.body = b.seq INNER JOIN mending AS m ON a.seq = m.seq
),
letters AS (
    SELECT
        d.*, d.length > octet_length(d.raw) AS is_cut,
        coalesce(json_extract_string(p.state, '/format') IN ('csv', 'tsv'), false) AS is_csv
    FROM core.dead_letters AS d
    INNER JOIN core.sources AS s ON d.source = s.source
    LEFT JOIN core.positions AS p ON s.name = p.source
    WHERE d.batch = ?
),
written AS (
    SELECT
        seq, source, position, number, encode(concat(
            '{"event_id":', to_json(event_id)::VARCHAR, ',"occurred_at":"',
            strftime(occurred_at, '%Y-%m-%dT%H:%M:%S.%f'), 'Z",', substring($canonical, 2, length($canonical) - 2),
            mark, '}')) AS line,
        NULL::BLOB AS raw, NULL::BIGINT AS length, NULL::VARCHAR AS sha256, NULL::VARCHAR AS fault
    FROM bodies LEFT JOIN (SELECT seq, mark FROM mending) USING (seq)
    UNION ALL
    SELECT
        letter, source, position, number, raw, if(is_csv, raw, NULL), if(is_cut, length, NULL),
        if(is_cut, sha256, NULL),
        nullif(array_to_string(list_transform(
            list_filter(reasons, lambda r: is_csv OR r.code = 'unreadable'),
            lambda r: if(r.path = '', r.message, concat(r.path, ': ', r.message))), chr(10)), '')
    FROM letters
)
SELECT s.name AS source, w.position, w.number, w.line, w.raw, w.length, w.sha256, w.fault
FROM written AS w INNER JOIN core.sources AS s ON w.source = s.source
ORDER BY w.seq
