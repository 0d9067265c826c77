-- Entries and what each adds to a number. In: core.entries, core.events; $amount and $condition over the columns below,
-- the condition with its parameters. Out: a row an entry, `adds` among its columns.
SELECT *, $amount AS adds FROM (
    SELECT
        n.seq, n.batch, n.amount, n.amount * n.sign AS n, e.event_id, e.type, e.occurred_at, e.actor_id, e.watch_ms,
        n.disposition, n.side, n.to_post, n.to_ad, n.sign, n.ad_day, n.milestone, n.click_class, n.fact, n.cause,
        e.source, e.position, e.number, {
            'surface': e.surface::VARCHAR, 'post_id': e.post_id, 'ad_id': e.ad_id, 'creator_id': e.creator_id,
            'comment_id': e.comment_id, 'new_post_id': e.new_post_id, 'action': e.action, 'channel': e.channel,
            'element': e.element, 'watch_ms': e.watch_ms, 'video_duration_ms': e.video_duration_ms} AS fields
    FROM core.entries AS n INNER JOIN core.events AS e ON n.seq = e.seq)
WHERE ($condition) AND ($amount) IS NOT NULL
