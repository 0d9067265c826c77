-- The batch's engagement bodies into the store, each standing one with its first entry.
-- In: b_read, b_drop, b_lines, r_placed. Out: core.events.
INSERT INTO core.events
SELECT
    r.seq, getvariable('batch')::INTEGER, l.source, l.position, l.number, r.id_hash, r.event_id,
    r.type::engagement, r.occurred_at, r.actor_id, r.surface::side, r.post_id, r.ad_id, r.creator_id,
    r.comment_id, r.new_post_id, r.action, r.channel, r.element, r.watch_ms, r.video_duration_ms,
    p.disposition, p.side, p.to_post, p.to_ad, p.sign, p.ad_day, p.milestone, p.click_class, p.conflict, p.fact, p.cause
FROM b_read AS r INNER JOIN b_lines AS l ON r.seq = l.seq LEFT JOIN r_placed AS p ON r.seq = p.seq
WHERE r.seq NOT IN (SELECT seq FROM b_drop)
    AND r.type NOT IN ('post_published', 'advertiser_registered', 'ad_created', 'authorization_granted',
        'authorization_extended', 'authorization_revoked');
