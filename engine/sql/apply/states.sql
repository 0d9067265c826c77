-- The groups of new stateful events, and those of stored ones whose group changed. In: b_new_groups, b_stored,
-- b_states_old. Out: core.states.
INSERT INTO core.states
SELECT group_hash, seq FROM b_new_groups
UNION ALL
SELECT group_hash, seq FROM b_stored ANTI JOIN b_states_old USING (group_hash, seq)
WHERE touched AND group_hash IS NOT NULL;
