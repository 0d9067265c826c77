-- Ads summed over their $level. In: core.ad_sums, core.reach_pairs, the standing facts.
-- Out: ${level}_metrics: additive columns summed, reach distinct over the ads.
CREATE OR REPLACE VIEW core.named_${level}s AS
SELECT DISTINCT ${level}_id FROM core.standing_facts WHERE ${level}_id IS NOT NULL;

CREATE OR REPLACE VIEW ${level}_metrics AS
SELECT
    n.${level}_id, coalesce(m.ads, 0) AS ads, coalesce(r.reach, 0) AS reach,
    coalesce(m.impressions, 0) AS impressions,
    coalesce(m.video_views, 0) AS video_views,
    coalesce(m.video_views_net, 0) AS video_views_net,
    coalesce(m.video_views_rolled_up, 0) AS video_views_rolled_up,
    coalesce(m.likes, 0) AS likes,
    coalesce(m.likes_net, 0) AS likes_net,
    coalesce(m.likes_rolled_up, 0) AS likes_rolled_up,
    coalesce(m.favorites, 0) AS favorites,
    coalesce(m.favorites_net, 0) AS favorites_net,
    coalesce(m.favorites_rolled_up, 0) AS favorites_rolled_up,
    coalesce(m.comments, 0) AS comments,
    coalesce(m.comments_net, 0) AS comments_net,
    coalesce(m.comments_rolled_up, 0) AS comments_rolled_up,
    coalesce(m.shares, 0) AS shares,
    coalesce(m.shares_net, 0) AS shares_net,
    coalesce(m.shares_rolled_up, 0) AS shares_rolled_up,
    CASE WHEN m.ads IS NULL THEN 0 ELSE m.follows END AS follows,
    CASE WHEN m.ads IS NULL THEN 0 ELSE m.follows_net END AS follows_net,
    coalesce(m.follows_rolled_up, 0) AS follows_rolled_up,
    coalesce(m.duets, 0) AS duets,
    coalesce(m.duets_net, 0) AS duets_net,
    coalesce(m.duets_rolled_up, 0) AS duets_rolled_up,
    coalesce(m.stitches, 0) AS stitches,
    coalesce(m.stitches_net, 0) AS stitches_net,
    coalesce(m.stitches_rolled_up, 0) AS stitches_rolled_up,
    coalesce(m.video_watched_2s, 0) AS video_watched_2s,
    coalesce(m.video_watched_6s, 0) AS video_watched_6s,
    coalesce(m.video_views_p25, 0) AS video_views_p25,
    coalesce(m.video_views_p50, 0) AS video_views_p50,
    coalesce(m.video_views_p75, 0) AS video_views_p75,
    coalesce(m.video_views_p100, 0) AS video_views_p100,
    coalesce(m.watch_ms_sum, 0) AS watch_ms_sum,
    coalesce(m.watch_views, 0) AS watch_views,
    coalesce(m.watch_views_known_duration, 0) AS watch_views_known_duration,
    coalesce(m.clicks, 0) AS clicks,
    coalesce(m.clicks_all, 0) AS clicks_all,
    CASE WHEN m.ads IS NULL THEN 0 ELSE m.profile_visits END AS profile_visits,
    CASE WHEN m.ads IS NULL THEN 0 ELSE m.clicks_on_music_disc END AS clicks_on_music_disc,
    CASE WHEN m.ads IS NULL THEN 0 ELSE m.anchor_clicks END AS anchor_clicks,
    CASE WHEN m.ads IS NULL THEN 0 ELSE m.duet_clicks END AS duet_clicks,
    CASE WHEN m.ads IS NULL THEN 0 ELSE m.stitch_clicks END AS stitch_clicks,
    CASE WHEN m.ads IS NULL THEN 0 ELSE m.clicks_on_hashtag_challenge END AS clicks_on_hashtag_challenge
FROM core.named_${level}s AS n
LEFT JOIN (
    SELECT
        ${level}_id, count(*) AS ads,
        sum(impressions)::BIGINT AS impressions,
        sum(video_views)::BIGINT AS video_views,
        sum(video_views_net)::BIGINT AS video_views_net,
        sum(video_views_rolled_up)::BIGINT AS video_views_rolled_up,
        sum(likes)::BIGINT AS likes,
        sum(likes_net)::BIGINT AS likes_net,
        sum(likes_rolled_up)::BIGINT AS likes_rolled_up,
        sum(favorites)::BIGINT AS favorites,
        sum(favorites_net)::BIGINT AS favorites_net,
        sum(favorites_rolled_up)::BIGINT AS favorites_rolled_up,
        sum(comments)::BIGINT AS comments,
        sum(comments_net)::BIGINT AS comments_net,
        sum(comments_rolled_up)::BIGINT AS comments_rolled_up,
        sum(shares)::BIGINT AS shares,
        sum(shares_net)::BIGINT AS shares_net,
        sum(shares_rolled_up)::BIGINT AS shares_rolled_up,
        sum(follows)::BIGINT AS follows,
        sum(follows_net)::BIGINT AS follows_net,
        sum(follows_rolled_up)::BIGINT AS follows_rolled_up,
        sum(duets)::BIGINT AS duets,
        sum(duets_net)::BIGINT AS duets_net,
        sum(duets_rolled_up)::BIGINT AS duets_rolled_up,
        sum(stitches)::BIGINT AS stitches,
        sum(stitches_net)::BIGINT AS stitches_net,
        sum(stitches_rolled_up)::BIGINT AS stitches_rolled_up,
        sum(video_watched_2s)::BIGINT AS video_watched_2s,
        sum(video_watched_6s)::BIGINT AS video_watched_6s,
        sum(video_views_p25)::BIGINT AS video_views_p25,
        sum(video_views_p50)::BIGINT AS video_views_p50,
        sum(video_views_p75)::BIGINT AS video_views_p75,
        sum(video_views_p100)::BIGINT AS video_views_p100,
        sum(watch_ms_sum)::HUGEINT AS watch_ms_sum,
        sum(watch_views)::BIGINT AS watch_views,
        sum(watch_views_known_duration)::BIGINT AS watch_views_known_duration,
        sum(clicks)::BIGINT AS clicks,
        sum(clicks_all)::BIGINT AS clicks_all,
        sum(profile_visits)::BIGINT AS profile_visits,
        sum(clicks_on_music_disc)::BIGINT AS clicks_on_music_disc,
        sum(anchor_clicks)::BIGINT AS anchor_clicks,
        sum(duet_clicks)::BIGINT AS duet_clicks,
        sum(stitch_clicks)::BIGINT AS stitch_clicks,
        sum(clicks_on_hashtag_challenge)::BIGINT AS clicks_on_hashtag_challenge
    FROM core.ad_sums GROUP BY ${level}_id
) AS m USING (${level}_id)
LEFT JOIN (
    SELECT ${level}_id, count(*) AS reach FROM (
        SELECT a.${level}_id, p.actor_id
        FROM core.reach_pairs AS p INNER JOIN core.standing_ads AS a ON p.key = a.ad_id
        WHERE p.of_ad GROUP BY a.${level}_id, p.actor_id HAVING sum(p.paid) > 0)
    GROUP BY ${level}_id
) AS r USING (${level}_id);
