-- The groups of new stateful events, and those of stored ones whose group changed. In: b_new_groups, b_touched_now.
-- Out: core.states.
INSERT INTO core.states
SELECT group_hash, seq FROM b_new_groups
UNION ALL
SELECT group_hash, seq FROM b_touched_now ANTI JOIN core.states USING (group_hash, seq) WHERE group_hash IS NOT NULL;
