-- Posts. In: core.post_days, core.reach, core.post_boosts, the standing facts. Out: posts, post_totals, post_daily.

-- Every post that a fact or a placement names.
CREATE OR REPLACE VIEW core.named_posts AS
SELECT post_id FROM core.standing_facts WHERE post_id IS NOT NULL
UNION
SELECT post_id FROM core.post_days GROUP BY post_id HAVING sum(placements) <> 0;

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

CREATE OR REPLACE VIEW core.post_sums AS
SELECT
    post_id,
    sum(video_views_organic)::BIGINT AS video_views_organic,
    sum(video_views_paid)::BIGINT AS video_views_paid,
    sum(likes_organic)::BIGINT AS likes_organic,
    sum(likes_paid)::BIGINT AS likes_paid,
    sum(favorites_organic)::BIGINT AS favorites_organic,
    sum(favorites_paid)::BIGINT AS favorites_paid,
    sum(comments_organic)::BIGINT AS comments_organic,
    sum(comments_paid)::BIGINT AS comments_paid,
    sum(shares_organic)::BIGINT AS shares_organic,
    sum(shares_paid)::BIGINT AS shares_paid,
    sum(follows_organic)::BIGINT AS follows_organic,
    sum(follows_paid)::BIGINT AS follows_paid,
    sum(duets_organic)::BIGINT AS duets_organic,
    sum(duets_paid)::BIGINT AS duets_paid,
    sum(stitches_organic)::BIGINT AS stitches_organic,
    sum(stitches_paid)::BIGINT AS stitches_paid,
    sum(clicks_organic)::BIGINT AS clicks_organic,
    sum(profile_visits_organic)::BIGINT AS profile_visits_organic
FROM core.post_days GROUP BY post_id;

CREATE OR REPLACE VIEW core.post_reach AS
SELECT
    key AS post_id, sum(reach)::BIGINT AS reach, sum(reach_organic)::BIGINT AS reach_organic,
    sum(reach_paid)::BIGINT AS reach_paid
FROM core.reach WHERE NOT of_ad GROUP BY key;

CREATE OR REPLACE VIEW post_totals AS
SELECT
    n.post_id, p.creator_id,
    coalesce(s.video_views_organic + s.video_views_paid, 0) AS video_views,
    coalesce(s.video_views_organic, 0) AS video_views_organic,
    coalesce(s.video_views_paid, 0) AS video_views_paid,
    coalesce(s.likes_organic + s.likes_paid, 0) AS likes,
    coalesce(s.likes_organic, 0) AS likes_organic,
    coalesce(s.likes_paid, 0) AS likes_paid,
    coalesce(s.favorites_organic + s.favorites_paid, 0) AS favorites,
    coalesce(s.favorites_organic, 0) AS favorites_organic,
    coalesce(s.favorites_paid, 0) AS favorites_paid,
    coalesce(s.comments_organic + s.comments_paid, 0) AS comments,
    coalesce(s.comments_organic, 0) AS comments_organic,
    coalesce(s.comments_paid, 0) AS comments_paid,
    coalesce(s.shares_organic + s.shares_paid, 0) AS shares,
    coalesce(s.shares_organic, 0) AS shares_organic,
    coalesce(s.shares_paid, 0) AS shares_paid,
    coalesce(s.follows_organic + s.follows_paid, 0) AS follows,
    coalesce(s.follows_organic, 0) AS follows_organic,
    coalesce(s.follows_paid, 0) AS follows_paid,
    coalesce(s.duets_organic + s.duets_paid, 0) AS duets,
    coalesce(s.duets_organic, 0) AS duets_organic,
    coalesce(s.duets_paid, 0) AS duets_paid,
    coalesce(s.stitches_organic + s.stitches_paid, 0) AS stitches,
    coalesce(s.stitches_organic, 0) AS stitches_organic,
    coalesce(s.stitches_paid, 0) AS stitches_paid,
    (likes + comments + shares) / nullif(video_views, 0) AS engagement_rate,
    (likes_organic + comments_organic + shares_organic) / nullif(video_views_organic, 0) AS engagement_rate_organic,
    (likes_paid + comments_paid + shares_paid) / nullif(video_views_paid, 0) AS engagement_rate_paid,
    coalesce(r.reach, 0) AS reach,
    coalesce(r.reach_organic, 0) AS reach_organic,
    coalesce(r.reach_paid, 0) AS reach_paid,
    coalesce(s.clicks_organic, 0) AS clicks_organic,
    coalesce(s.profile_visits_organic, 0) AS profile_visits_organic,
    b.first_boosted_at,
    coalesce(a.ads, 0) AS ads
FROM core.named_posts AS n
LEFT JOIN core.latest_posts AS p USING (post_id)
LEFT JOIN core.post_sums AS s USING (post_id)
LEFT JOIN core.post_reach AS r USING (post_id)
LEFT JOIN core.post_boosts AS b USING (post_id)
LEFT JOIN (SELECT post_id, count(*) AS ads FROM core.standing_ads GROUP BY post_id) AS a USING (post_id);

CREATE OR REPLACE VIEW post_daily AS
SELECT
    post_id, day,
    sum(video_views_organic + video_views_paid)::BIGINT AS video_views,
    sum(video_views_organic)::BIGINT AS video_views_organic,
    sum(video_views_paid)::BIGINT AS video_views_paid,
    sum(likes_organic + likes_paid)::BIGINT AS likes,
    sum(likes_organic)::BIGINT AS likes_organic,
    sum(likes_paid)::BIGINT AS likes_paid,
    sum(favorites_organic + favorites_paid)::BIGINT AS favorites,
    sum(favorites_organic)::BIGINT AS favorites_organic,
    sum(favorites_paid)::BIGINT AS favorites_paid,
    sum(comments_organic + comments_paid)::BIGINT AS comments,
    sum(comments_organic)::BIGINT AS comments_organic,
    sum(comments_paid)::BIGINT AS comments_paid,
    sum(shares_organic + shares_paid)::BIGINT AS shares,
    sum(shares_organic)::BIGINT AS shares_organic,
    sum(shares_paid)::BIGINT AS shares_paid,
    sum(follows_organic + follows_paid)::BIGINT AS follows,
    sum(follows_organic)::BIGINT AS follows_organic,
    sum(follows_paid)::BIGINT AS follows_paid,
    sum(duets_organic + duets_paid)::BIGINT AS duets,
    sum(duets_organic)::BIGINT AS duets_organic,
    sum(duets_paid)::BIGINT AS duets_paid,
    sum(stitches_organic + stitches_paid)::BIGINT AS stitches,
    sum(stitches_organic)::BIGINT AS stitches_organic,
    sum(stitches_paid)::BIGINT AS stitches_paid
FROM core.post_days GROUP BY post_id, day HAVING sum(placements) <> 0;

CREATE OR REPLACE VIEW core.named_creators AS
SELECT creator_id FROM core.standing_facts WHERE creator_id IS NOT NULL
UNION
SELECT creator_id FROM core.creator_follows GROUP BY creator_id HAVING sum(placements) <> 0;

-- Over the posts that are a creator's by their latest fact; follows by the event's own creator.
CREATE OR REPLACE VIEW creator_totals AS
SELECT
    n.creator_id, coalesce(p.posts, 0) AS posts,
    coalesce(p.video_views, 0) AS video_views,
    coalesce(p.video_views_organic, 0) AS video_views_organic,
    coalesce(p.video_views_paid, 0) AS video_views_paid,
    coalesce(p.likes, 0) AS likes,
    coalesce(p.likes_organic, 0) AS likes_organic,
    coalesce(p.likes_paid, 0) AS likes_paid,
    coalesce(p.favorites, 0) AS favorites,
    coalesce(p.favorites_organic, 0) AS favorites_organic,
    coalesce(p.favorites_paid, 0) AS favorites_paid,
    coalesce(p.comments, 0) AS comments,
    coalesce(p.comments_organic, 0) AS comments_organic,
    coalesce(p.comments_paid, 0) AS comments_paid,
    coalesce(p.shares, 0) AS shares,
    coalesce(p.shares_organic, 0) AS shares_organic,
    coalesce(p.shares_paid, 0) AS shares_paid,
    coalesce(f.follows_organic + f.follows_paid, 0) AS follows,
    coalesce(f.follows_organic, 0) AS follows_organic,
    coalesce(f.follows_paid, 0) AS follows_paid,
    coalesce(p.duets, 0) AS duets,
    coalesce(p.duets_organic, 0) AS duets_organic,
    coalesce(p.duets_paid, 0) AS duets_paid,
    coalesce(p.stitches, 0) AS stitches,
    coalesce(p.stitches_organic, 0) AS stitches_organic,
    coalesce(p.stitches_paid, 0) AS stitches_paid
FROM core.named_creators AS n
LEFT JOIN (
    SELECT
        creator_id, count(*) AS posts,
        sum(video_views)::BIGINT AS video_views,
        sum(video_views_organic)::BIGINT AS video_views_organic,
        sum(video_views_paid)::BIGINT AS video_views_paid,
        sum(likes)::BIGINT AS likes,
        sum(likes_organic)::BIGINT AS likes_organic,
        sum(likes_paid)::BIGINT AS likes_paid,
        sum(favorites)::BIGINT AS favorites,
        sum(favorites_organic)::BIGINT AS favorites_organic,
        sum(favorites_paid)::BIGINT AS favorites_paid,
        sum(comments)::BIGINT AS comments,
        sum(comments_organic)::BIGINT AS comments_organic,
        sum(comments_paid)::BIGINT AS comments_paid,
        sum(shares)::BIGINT AS shares,
        sum(shares_organic)::BIGINT AS shares_organic,
        sum(shares_paid)::BIGINT AS shares_paid,
        sum(duets)::BIGINT AS duets,
        sum(duets_organic)::BIGINT AS duets_organic,
        sum(duets_paid)::BIGINT AS duets_paid,
        sum(stitches)::BIGINT AS stitches,
        sum(stitches_organic)::BIGINT AS stitches_organic,
        sum(stitches_paid)::BIGINT AS stitches_paid
    FROM post_totals GROUP BY creator_id
) AS p USING (creator_id)
LEFT JOIN (
    SELECT
        creator_id, sum(follows_organic)::BIGINT AS follows_organic, sum(follows_paid)::BIGINT AS follows_paid
    FROM core.creator_follows GROUP BY creator_id
) AS f USING (creator_id);
