-- The batch's new engagement bodies that stand. In: b_read, b_drop, b_lose, f_ads.
-- Out: b_new, with the group of each stateful one under the facts as they are now.
CREATE OR REPLACE TEMP TABLE b_new AS
SELECT
    r.seq, r.event_id, r.type::engagement AS type, r.occurred_at, r.actor_id, r.surface::side AS surface,
    r.post_id, r.ad_id, r.creator_id, r.comment_id, r.action, r.element, r.watch_ms, r.video_duration_ms,
    CASE WHEN is_stateful(r.type, r.comment_id) THEN group_hash(
        r.type, r.actor_id, coalesce(a.post_id, r.post_id), CASE WHEN a.spark THEN NULL ELSE r.ad_id END,
        r.creator_id, r.comment_id) END AS group_hash
FROM b_read AS r LEFT JOIN f_ads AS a ON r.ad_id = a.ad_id
WHERE r.seq NOT IN (SELECT seq FROM b_drop) AND r.seq NOT IN (SELECT seq FROM b_lose)
    AND r.type NOT IN ('post_published', 'advertiser_registered', 'ad_created', 'authorization_granted',
        'authorization_extended', 'authorization_revoked');
