-- Posts. In: core.post_counts, core.reach, core.post_boosts, the standing facts; $days and $posts (sums/post_days.sql of
-- core.post_counts), $cells (views/post_cells.sql). Out: core.post_days, posts, post_totals, post_daily.

-- Every post that a fact or a placement names.
CREATE OR REPLACE VIEW core.named_posts AS
SELECT post_id FROM core.standing_facts WHERE post_id IS NOT NULL
UNION
SELECT post_id FROM core.post_counts GROUP BY post_id HAVING sum(placements) <> 0;

-- A post's latest fact of all, and when it was published: the moment of its first.
CREATE OR REPLACE VIEW core.latest_posts AS
SELECT
    post_id, creator_id, min(occurred_at) OVER (PARTITION BY post_id) AS published_at, video_duration_ms, visibility
FROM core.standing_facts WHERE type = 'post_published'
QUALIFY row_number() OVER (PARTITION BY post_id ORDER BY occurred_at DESC, event_id DESC) = 1;

CREATE OR REPLACE VIEW posts AS
SELECT
    n.post_id, l.creator_id, l.published_at, nullif(l.video_duration_ms, 0) AS video_duration_ms, l.visibility
FROM core.named_posts AS n LEFT JOIN core.latest_posts AS l USING (post_id);

CREATE OR REPLACE VIEW core.post_days AS
SELECT post_id, day, COLUMNS(* EXCLUDE (post_id, day))::BIGINT FROM ($days);

-- What each post counted on each day, and in all, the two sides together too.
CREATE OR REPLACE VIEW core.post_cells AS SELECT post_id, day, placements, $cells FROM core.post_days;

CREATE OR REPLACE VIEW core.post_sums AS
SELECT post_id, COLUMNS(* EXCLUDE (post_id))::BIGINT FROM (SELECT post_id, placements, $cells FROM ($posts));

CREATE OR REPLACE VIEW core.post_reach AS
SELECT
    key AS post_id, sum(reach)::BIGINT AS reach, sum(reach_organic)::BIGINT AS reach_organic,
    sum(reach_paid)::BIGINT AS reach_paid
FROM core.reach WHERE NOT of_ad GROUP BY key;

-- How many ads name each post by their standing facts.
CREATE OR REPLACE VIEW core.post_ads AS
SELECT post_id, count(*) AS ads FROM (
    SELECT arg_min_null(post_id, (occurred_at, event_id)) AS post_id
    FROM core.standing_facts WHERE type = 'ad_created'::event_type GROUP BY ad_id)
GROUP BY post_id;

-- Days and facts are read once, and for one post only what may be its own: a filter on post_id reaches every scan but
-- that of the ads. (It would not if rows without a post were left out before `told`: DuckDB then keeps them apart.)
CREATE OR REPLACE VIEW post_totals AS
WITH told AS MATERIALIZED (
    SELECT
        post_id,
        arg_max(creator_id, (occurred_at, event_id)) FILTER (type = 'post_published'::event_type) AS creator_id
    FROM core.standing_facts GROUP BY post_id
), counted AS MATERIALIZED (
    SELECT * FROM core.post_sums
)
SELECT
    n.post_id, p.creator_id,
    coalesce(COLUMNS(s.* EXCLUDE (post_id, placements, clicks_organic, profile_visits_organic)), 0),
    (s.likes + s.comments + s.shares) / nullif(s.video_views, 0) AS engagement_rate,
    (s.likes_organic + s.comments_organic + s.shares_organic) / nullif(s.video_views_organic, 0)
        AS engagement_rate_organic,
    (s.likes_paid + s.comments_paid + s.shares_paid) / nullif(s.video_views_paid, 0) AS engagement_rate_paid,
    coalesce(r.reach, 0) AS reach,
    coalesce(r.reach_organic, 0) AS reach_organic,
    coalesce(r.reach_paid, 0) AS reach_paid,
    coalesce(s.clicks_organic, 0) AS clicks_organic,
    coalesce(s.profile_visits_organic, 0) AS profile_visits_organic,
    b.first_boosted_at,
    coalesce(a.ads, 0) AS ads
FROM (
    SELECT post_id FROM told WHERE post_id IS NOT NULL
    UNION
    SELECT post_id FROM counted WHERE placements <> 0
) AS n
LEFT JOIN told AS p USING (post_id)
LEFT JOIN counted AS s USING (post_id)
LEFT JOIN core.post_reach AS r USING (post_id)
LEFT JOIN core.post_boosts AS b USING (post_id)
LEFT JOIN core.post_ads AS a USING (post_id);

CREATE OR REPLACE VIEW post_daily AS
SELECT * EXCLUDE (placements, clicks_organic, profile_visits_organic) FROM core.post_cells WHERE placements <> 0;

CREATE OR REPLACE VIEW core.named_creators AS
SELECT creator_id FROM core.standing_facts WHERE creator_id IS NOT NULL
UNION
SELECT creator_id FROM core.creator_follows GROUP BY creator_id HAVING sum(placements) <> 0;

-- Over the posts that are a creator's by their latest fact; follows by the event's own creator.
CREATE OR REPLACE VIEW creator_totals AS
SELECT
    n.creator_id, coalesce(p.posts, 0) AS posts,
    coalesce(COLUMNS(p.* EXCLUDE (creator_id, posts)), 0),
    coalesce(f.follows, 0) AS follows,
    coalesce(f.follows_organic, 0) AS follows_organic,
    coalesce(f.follows_paid, 0) AS follows_paid
FROM core.named_creators AS n
LEFT JOIN (
    SELECT
        l.creator_id, count(*) AS posts,
        sum(COLUMNS(s.* EXCLUDE (
            post_id, placements, follows, follows_organic, follows_paid, clicks_organic, profile_visits_organic)))::BIGINT
    FROM core.latest_posts AS l LEFT JOIN core.post_sums AS s USING (post_id) GROUP BY l.creator_id
) AS p USING (creator_id)
LEFT JOIN (
    SELECT
        creator_id, sum(follows_organic + follows_paid)::BIGINT AS follows,
        sum(follows_organic)::BIGINT AS follows_organic, sum(follows_paid)::BIGINT AS follows_paid
    FROM core.creator_follows GROUP BY creator_id
) AS f USING (creator_id);
