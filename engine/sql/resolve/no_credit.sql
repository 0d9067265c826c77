-- Step 3 under the rule impression: paid is what happened on the ad itself. Out: r_credit, empty.
CREATE OR REPLACE TEMP TABLE r_credit (seq BIGINT, to_post BIGINT, to_ad BIGINT, cause BIGINT, fact BIGINT);
