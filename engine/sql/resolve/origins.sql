-- Step 2, result. In: r_changes, r_post_states, r_ad_states. Out:
-- r_lost: the changes that count nowhere, as redundant or orphan, with the add that made them so.
-- r_undone: for each remove that undoes an add, that add with its base placement.
CREATE OR REPLACE TEMP TABLE r_looked AS
SELECT seq, action, found, start FROM r_ad_states
UNION ALL
SELECT seq, action, found, start FROM r_post_states WHERE seq NOT IN (SELECT seq FROM r_ad_states);

CREATE OR REPLACE TEMP TABLE r_lost AS
SELECT
    seq, CASE WHEN action = 'add' THEN 'redundant' ELSE 'orphan' END::disposition AS disposition,
    CASE WHEN action = 'add' THEN start END AS cause
FROM r_looked WHERE (action = 'add') = found;

CREATE OR REPLACE TEMP TABLE r_undone AS
SELECT
    l.seq, b.seq AS add_seq, b.disposition,
    CASE b.disposition WHEN 'organic' THEN b.post_id WHEN 'spark' THEN b.ad_post END AS to_post, b.ad_id AS to_ad,
    b.fact
FROM r_looked AS l INNER JOIN r_changes AS b ON l.start = b.seq
WHERE l.action = 'remove' AND l.found;
