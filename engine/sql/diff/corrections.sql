-- The corrections that moved a counter. In: $counted (diff/counted.sql or diff/reached.sql), core.facts, core.events,
-- core.batches; $place, the column that names the id. Out: a row an id, with its corrections in the order in which they
-- were made.
SELECT n.$place AS id, list({
    'event_id': n.event_id, 'type': n.type::VARCHAR, 'amount': n.adds, 'kind': if(n.amount = 1, 'placed', 'reversed'),
    'disposition': n.disposition::VARCHAR, 'fact_event_id': f.event_id, 'cause_event_id': c.event_id, 'batch': n.batch,
    'recorded_at': b.recorded_at} ORDER BY n.batch, n.event_id, n.amount) AS corrections
FROM ($counted) AS n
INNER JOIN core.batches AS b ON n.batch = b.batch
LEFT JOIN core.facts AS f ON n.fact = f.seq
LEFT JOIN core.events AS c ON n.cause = c.seq
WHERE n.$place IS NOT NULL AND n.adds IS NOT NULL
GROUP BY n.$place
