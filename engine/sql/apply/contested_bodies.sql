-- The engagements' bodies of contested ids, new and stored, ids packed. In: b_read, b_contested, b_known, core.packed_events.
-- Out: their columns; `stored`.
SELECT false AS stored, * FROM b_read SEMI JOIN b_contested USING (id_hash)
UNION ALL BY NAME
SELECT true AS stored, * EXCLUDE (batch) FROM core.packed_events SEMI JOIN b_known USING (seq)
