-- In:  posts and ads of facts.sql, knobs, and $first, $last: the engagement lines to make are [first, last).
-- Out: one row an engagement line: arrives_ms, i (its number), spoil (0 for a good line), and its fields.
-- Every field is a function of the seed and of `src`: of i, or, of a duplicate, of an earlier line's number.

WITH numbered AS (
    SELECT
        i,
        u(i, 'dup') < duplicate_share + conflict_share AS again,
        again AND u(i, 'dup') >= duplicate_share AS restamped,
        CASE WHEN again THEN greatest(i - 1 - (draw(i, 'of') % 20000)::BIGINT, 0) ELSE i END AS src,
        CASE WHEN u(i, 'dirt') < dirt_share THEN 1 + (draw(i, 'spoil') % 5)::INTEGER ELSE 0 END AS spoil
    FROM knobs, range($first, $last) AS r(i)
),
roled AS (
    -- a remove takes back what line j, some blocks earlier, has added
    SELECT
        numbered.*,
        getvariable('roles')[1 + src % 1000] AS role,
        CASE role
            WHEN 'unlike' THEN earlier(src, getvariable('likes'))
            WHEN 'unfavorite' THEN earlier(src, getvariable('favorites'))
            WHEN 'unfollow' THEN earlier(src, getvariable('follows'))
            WHEN 'uncomment' THEN earlier(src, getvariable('comments'))
            ELSE src
        END AS j
    FROM numbered, knobs
),
anchored AS (
    -- v is the view that a line belongs to: its actor, its post, its ad
    SELECT
        roled.*,
        CASE WHEN role IN ('view', 'impression') THEN src ELSE j - 1 - (draw(j, 'session') % 50)::BIGINT END AS v,
        at_ms(src) AS base_ms,
        (base_ms - start_ms) / (days * 86400000.0) AS x,
        role = 'impression' OR u(v, 'paid') < paid_share AS paid
    FROM roled, knobs
),
chosen AS (
    SELECT
        anchored.*,
        least(((x + 0.25) / 1.25 * ads)::BIGINT - (0.2 * ads * u(v, 'which ad') * u(v, 'which ad'))::BIGINT, ads - 1) AS wanted,
        CASE WHEN paid THEN greatest(wanted, 0) END AS a,
        (posts ** (u(v, 'which post') ** zipf))::BIGINT AS rank,
        -- not yet published: one of the old ones
        CASE WHEN rank < posts * 0.4 OR rank / posts < 0.4 + 0.6 * x THEN least(rank, posts - 1)
             ELSE rank % greatest((posts * 0.4)::BIGINT, 1) END AS k
    FROM anchored, knobs
),
met AS (
    SELECT
        chosen.*,
        ads.ad_id,
        spark,
        coalesce(ads.video_duration_ms, posts.video_duration_ms) AS long_ms,
        CASE WHEN paid THEN CASE WHEN spark AND u(src, 'post given') < 0.7 THEN ads.post_id END ELSE posts.post_id END AS post_id,
        posts.creator_id
    FROM chosen LEFT JOIN ads USING (a) JOIN posts ON posts.k = coalesce(ads.k, chosen.k)
)
SELECT
    at_ms(i) AS arrives_ms,
    i,
    spoil,
    uuid(src || '/' || seed) AS event_id,
    CASE role WHEN 'unlike' THEN 'like' WHEN 'unfavorite' THEN 'favorite' WHEN 'unfollow' THEN 'follow'
        WHEN 'uncomment' THEN 'comment' ELSE role END AS type,
    base_ms - CASE WHEN u(src, 'late') < late_share THEN (draw(src, 'hours') % 172800000)::BIGINT
        ELSE (draw(src, 'seconds') % 20000)::BIGINT END + restamped::BIGINT AS at_ms,
    digits(69, draw((actors * u(v, 'who') * u(v, 'who'))::BIGINT, 'actor')) AS actor_id,
    CASE WHEN paid THEN 'paid' ELSE 'organic' END AS surface,
    post_id,
    ad_id,
    CASE WHEN type = 'follow' THEN creator_id END AS creator_id,
    CASE WHEN role = 'uncomment' OR role = 'comment' AND u(j, 'no comment id') >= 0.1 THEN 'c' || j END AS comment_id,
    CASE WHEN type IN ('duet', 'stitch') THEN digits(75, src) END AS new_post_id,
    CASE WHEN starts_with(role, 'un') THEN 'remove' WHEN type IN ('like', 'favorite', 'follow') AND src % 3 = 0 THEN 'add' END AS action,
    CASE WHEN type = 'share' THEN ['sms', 'copy_link', 'whatsapp'][1 + (draw(src, 'channel') % 3)::BIGINT] END AS channel,
    CASE WHEN type = 'click' THEN ['cta', 'cta', 'cta', 'caption', 'profile_photo', 'nickname', 'swipe_left', 'music', 'anchor', 'hashtag'][
        1 + (draw(src, 'element') % 10)::BIGINT] END AS element,
    CASE WHEN type = 'view' THEN
        (long_ms * u(src, 'watch') * CASE WHEN spark THEN 1.6 WHEN paid THEN 1.15 ELSE 1.3 END)::BIGINT END AS watch_ms,
    CASE WHEN type = 'view' THEN long_ms END AS video_duration_ms
FROM met, knobs
