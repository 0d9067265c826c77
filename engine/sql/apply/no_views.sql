-- Under the rule impression no view credits anything. Out: b_views, empty.
CREATE OR REPLACE TEMP TABLE b_views AS SELECT * FROM b_new LIMIT 0;
