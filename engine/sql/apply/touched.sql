-- Stored events that the batch touches by facts or ids. In: b_fallen, b_ads_changed, b_posts_changed, f_ads,
-- core.packed_bodies. Out: b_touched(row), where a superset of them is (what does not move makes no entry); b_old, empty,
-- for their rows: `touched`, which those are not that apply/members.sql finds. (Where one is placed at an ad that is not
-- its own, it undoes or follows what that ad's own events did, and they bring it in: by its group, or by the views that
-- credit it.)
CREATE OR REPLACE TEMP TABLE b_touched_ads AS
SELECT DISTINCT ad_id, true AS wholly FROM b_ads_changed
UNION ALL
SELECT ad_id, false FROM f_ads SEMI JOIN b_posts_changed USING (post_id) ANTI JOIN b_ads_changed USING (ad_id);

CREATE OR REPLACE TEMP TABLE b_touched AS
SELECT e.rowid AS row
FROM core.packed_bodies AS e INNER JOIN b_touched_ads AS a ON e.ad_id = a.ad_id
WHERE a.wholly OR (e.type = 'view'::event_type AND coalesce(e.video_duration_ms, 0) = 0)
UNION
SELECT rowid FROM core.packed_bodies SEMI JOIN b_fallen USING (seq);

CREATE OR REPLACE TEMP TABLE b_old AS
SELECT * EXCLUDE (batch, source, position, number, id_hash, new_post_id, channel), true AS touched
FROM core.packed_bodies LIMIT 0;
