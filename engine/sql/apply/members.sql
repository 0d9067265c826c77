-- Who shares a group with a new or touched event. In: b_groups, b_old, core.packed_bodies, $states (rows of core.states,
-- those of b_groups at least). Out: b_members(row), where they are in core.packed_bodies.
CREATE OR REPLACE TEMP TABLE b_members AS
SELECT rowid AS row FROM core.packed_bodies SEMI JOIN (
    SELECT seq FROM $states SEMI JOIN b_groups USING (group_hash) ANTI JOIN b_old USING (seq)) USING (seq);
