-- In: ledger; asked, a relation with event_id. Out: of each event its latest entry, and when its line was read (`read_at`).
SELECT *, min(recorded_at) OVER (PARTITION BY event_id, occurred_at) AS read_at
FROM ledger WHERE event_id IN (SELECT event_id FROM asked)
QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY batch DESC, kind) = 1
