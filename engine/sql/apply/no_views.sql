-- Under the rule impression no view credits anything. Out: b_views, empty.
CREATE OR REPLACE TEMP TABLE b_views AS SELECT * FROM core.engagements LIMIT 0;
