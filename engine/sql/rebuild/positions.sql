-- Where the sources of a batch stood after it. In: core.batch_sources, core.positions, core.sources, the lines; the batch's
-- number, twice a parameter. Out: the fields of a Position; `state` only where the source stands there still.
SELECT
    b.source, b.kind, b.to_position, if(b.to_position = p.position, p.number, coalesce(n.number, 0)),
    if(b.to_position = p.position, p.state, '{}')
FROM core.batch_sources AS b
INNER JOIN core.positions AS p ON b.source = p.source
LEFT JOIN (
    SELECT s.name, max(l.number) AS number FROM (
        SELECT source, number, batch FROM core.events
        UNION ALL
        SELECT source, number, batch FROM core.facts
        UNION ALL
        SELECT source, number, batch FROM core.dead_letters
        UNION ALL
        SELECT source, number, batch FROM core.redrives) AS l INNER JOIN core.sources AS s ON l.source = s.source
    WHERE l.batch = ? GROUP BY s.name) AS n ON b.source = n.name
WHERE b.batch = ?
ORDER BY b.source
