-- In: exceptions, ledger (of each event its latest entry). Out: ads of which no ad_created has been read, the one that has
-- waited longest first.
WITH waiting AS (SELECT event_id FROM exceptions WHERE kind = 'unknown_ad'),
latest AS (
    SELECT *, min(recorded_at) OVER (PARTITION BY event_id, occurred_at) AS read_at
    FROM ledger WHERE event_id IN (SELECT event_id FROM waiting)
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY batch DESC, kind) = 1
)
SELECT
    ad_id, count(*) AS events, min(occurred_at) AS first_occurred_at, max(occurred_at) AS last_occurred_at,
    min(read_at) AS waiting_since
FROM latest GROUP BY ad_id ORDER BY waiting_since, ad_id
