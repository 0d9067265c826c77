-- The engagements' bodies of contested ids, new and stored, ids packed. In: b_read, b_contested, $known (rows of
-- core.packed_bodies). Out: b_contested_rows: their columns; `stored`.
CREATE OR REPLACE TEMP TABLE b_contested_rows AS
SELECT false AS stored, * FROM b_read SEMI JOIN b_contested USING (id_hash)
UNION ALL BY NAME
SELECT
    true AS stored, seq, source, position, number, id_hash, event_uuid, event_name, type, occurred_at, actor_id, surface,
    post_id, ad_id, creator_id, comment_id, new_post_id, action, channel, element, watch_ms, video_duration_ms
FROM $known;
CREATE OR REPLACE TEMP TABLE b_contested_codes AS
SELECT DISTINCT unnest([actor_id, post_id, ad_id, creator_id]) AS code FROM b_contested_rows;
CREATE OR REPLACE TEMP TABLE b_contested_names (code BIGINT, name VARCHAR);
