-- The stored events to resolve again: those touched, and all that share a group with a new or touched one, under the
-- groups of now and of before. In: b_groups, b_old_now. Out: b_stored, what resolution looks at of them and their group as
-- it is now.
CREATE OR REPLACE TEMP TABLE b_stored AS
SELECT * FROM b_old_now WHERE touched OR group_hash IN (SELECT group_hash FROM b_groups);
