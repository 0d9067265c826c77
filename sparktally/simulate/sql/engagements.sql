-- In:  the macros, and $first, $last: the engagement lines to make are [first, last).
-- Out: one row a line, in the order of arrival: arrives_ms, spoil (0 for a good line), and its fields.
-- Every field is a function of the seed and of `src`: of i, or, of a duplicate, of an earlier line's number.

WITH numbered AS (
    SELECT
        i,
        u(i, 'again') AS again,
        CASE WHEN again < getvariable('duplicate_share') + getvariable('conflict_share')
            THEN greatest(i - 1 - (draw(i, 'of') % 20000)::BIGINT, 0) ELSE i END AS src,
        src <> i AND again >= getvariable('duplicate_share') AS restamped,
        CASE WHEN u(i, 'dirt') < getvariable('dirt_share') THEN 1 + (draw(i, 'spoil') % 5)::INTEGER ELSE 0 END AS spoil
    FROM range($first, $last) AS r(i)
),
roled AS (
    -- a remove takes back what line j, some blocks earlier, has added
    SELECT
        i, src, restamped, spoil,
        getvariable('roles')[1 + src % 1000] AS role,
        CASE role
            WHEN 'unlike' THEN earlier(src, getvariable('likes'))
            WHEN 'unfavorite' THEN earlier(src, getvariable('favorites'))
            WHEN 'unfollow' THEN earlier(src, getvariable('follows'))
            WHEN 'uncomment' THEN earlier(src, getvariable('comments'))
            ELSE src
        END AS j
    FROM numbered
),
anchored AS (
    -- v is the view that a line belongs to: its actor, its post, its ad
    SELECT
        *,
        CASE WHEN role IN ('view', 'impression') THEN src ELSE j - 1 - (draw(j, 'session') % 50)::BIGINT END AS v,
        at_ms(src) AS base_ms,
        (base_ms - getvariable('start_ms')) / (getvariable('days') * 86400000.0) AS x,
        role = 'impression' OR u(v, 'paid') < getvariable('paid_share') AS paid
    FROM roled
),
chosen AS (
    SELECT
        *,
        CASE WHEN paid THEN greatest(least(
            floor(((x + 0.25) / 1.25 - 0.2 * u(v, 'which ad') * u(v, 'which ad')) * getvariable('ads'))::BIGINT,
            getvariable('ads') - 1), 0)
        END AS a,
        CASE WHEN NOT paid THEN (getvariable('posts') ** (u(v, 'which post') ** getvariable('zipf')))::BIGINT END AS rank
    FROM anchored
),
met AS (
    -- k is the post: the ad's, or the chosen one; if that is not yet published, one of the old ones
    SELECT
        *,
        CASE
            WHEN paid THEN post_rank_of(a)
            WHEN rank < old_posts() OR rank / getvariable('posts') < 0.4 + 0.6 * x
                THEN least(rank, getvariable('posts') - 1)
            ELSE rank % greatest(old_posts(), 1)
        END AS k,
        CASE WHEN paid THEN is_spark(a) END AS spark,
        CASE role WHEN 'unlike' THEN 'like' WHEN 'unfavorite' THEN 'favorite' WHEN 'unfollow' THEN 'follow'
            WHEN 'uncomment' THEN 'comment' ELSE role END AS type
    FROM chosen
)
SELECT
    at_ms(i) AS arrives_ms,
    spoil,
    uuid(src, 'event') AS event_id,
    type,
    base_ms - CASE WHEN u(src, 'late') < getvariable('late_share') THEN (draw(src, 'hours') % 172800000)::BIGINT
        ELSE (draw(src, 'seconds') % 20000)::BIGINT END + restamped::BIGINT AS at_ms,
    digits(69, draw((getvariable('actors') * u(v, 'who') * u(v, 'who'))::BIGINT, 'actor')) AS actor_id,
    CASE WHEN paid THEN 'paid' ELSE 'organic' END AS surface,
    CASE
        WHEN NOT paid THEN post_of(k)
        WHEN u(src, 'wrong post') < getvariable('wrong_posts') THEN post_of(k + 1)
        WHEN spark AND u(src, 'post given') < 0.7 THEN post_of(k)
    END AS post_id,
    CASE WHEN paid THEN ad_of(a) END AS ad_id,
    CASE WHEN type = 'follow' THEN creator_of(k) END AS creator_id,
    CASE WHEN role = 'uncomment' OR role = 'comment' AND u(j, 'no comment id') >= 0.1 THEN 'c' || j END AS comment_id,
    CASE WHEN type IN ('duet', 'stitch') THEN digits(75, src) END AS new_post_id,
    CASE WHEN starts_with(role, 'un') THEN 'remove' WHEN type IN ('like', 'favorite', 'follow') AND src % 3 = 0 THEN 'add' END AS action,
    CASE WHEN type = 'share' THEN ['sms', 'copy_link', 'whatsapp'][1 + (draw(src, 'channel') % 3)::BIGINT] END AS channel,
    CASE WHEN type = 'click' THEN ['cta', 'cta', 'cta', 'caption', 'profile_photo', 'nickname', 'swipe_left', 'music', 'anchor', 'hashtag'][
        1 + (draw(src, 'element') % 10)::BIGINT] END AS element,
    CASE WHEN type = 'view' THEN
        (long_ms(k) * u(src, 'watch') * CASE WHEN spark THEN 1.6 WHEN paid THEN 1.15 ELSE 1.3 END)::BIGINT END AS watch_ms,
    CASE WHEN type = 'view' THEN long_ms(k) END AS video_duration_ms,
    NULL::VARCHAR AS advertiser_id,
    NULL::VARCHAR AS timezone,
    NULL::VARCHAR AS identity_type,
    NULL::VARCHAR AS auth_code,
    NULL::VARCHAR AS campaign_id,
    NULL::VARCHAR AS adgroup_id,
    NULL::VARCHAR AS buying_type,
    NULL::VARCHAR AS objective_type,
    NULL::VARCHAR AS placement,
    NULL::BIGINT AS duration_days
FROM met
