-- Sums of an ad and day in its advertiser's zone. In: $entries (a row an entry). Out: rows of core.ad_days.
-- Entries are added up by what the conditions ask of them first: then few rows are left to be looked at for each counter.
-- Of each metric: gross (adds that counted), net (less what was removed), and the net part that is in the post.
SELECT
    to_ad AS ad_id, ad_day AS day, sum(amount) AS placements,
    coalesce(sum(n) FILTER (type = 'impression'::event_type), 0) AS impressions,
    coalesce(sum(n) FILTER (type = 'view'::event_type AND sign = 1), 0) AS video_views,
    coalesce(sum(n) FILTER (type = 'view'::event_type), 0) AS video_views_net,
    coalesce(sum(n) FILTER (type = 'view'::event_type AND to_post IS NOT NULL), 0) AS video_views_rolled_up,
    coalesce(sum(n) FILTER (type = 'like'::event_type AND sign = 1), 0) AS likes,
    coalesce(sum(n) FILTER (type = 'like'::event_type), 0) AS likes_net,
    coalesce(sum(n) FILTER (type = 'like'::event_type AND to_post IS NOT NULL), 0) AS likes_rolled_up,
    coalesce(sum(n) FILTER (type = 'favorite'::event_type AND sign = 1), 0) AS favorites,
    coalesce(sum(n) FILTER (type = 'favorite'::event_type), 0) AS favorites_net,
    coalesce(sum(n) FILTER (type = 'favorite'::event_type AND to_post IS NOT NULL), 0) AS favorites_rolled_up,
    coalesce(sum(n) FILTER (type = 'comment'::event_type AND sign = 1), 0) AS comments,
    coalesce(sum(n) FILTER (type = 'comment'::event_type), 0) AS comments_net,
    coalesce(sum(n) FILTER (type = 'comment'::event_type AND to_post IS NOT NULL), 0) AS comments_rolled_up,
    coalesce(sum(n) FILTER (type = 'share'::event_type AND sign = 1), 0) AS shares,
    coalesce(sum(n) FILTER (type = 'share'::event_type), 0) AS shares_net,
    coalesce(sum(n) FILTER (type = 'share'::event_type AND to_post IS NOT NULL), 0) AS shares_rolled_up,
    coalesce(sum(n) FILTER (type = 'follow'::event_type AND sign = 1), 0) AS follows,
    coalesce(sum(n) FILTER (type = 'follow'::event_type), 0) AS follows_net,
    coalesce(sum(n) FILTER (type = 'follow'::event_type AND to_post IS NOT NULL), 0) AS follows_rolled_up,
    coalesce(sum(n) FILTER (type = 'duet'::event_type AND sign = 1), 0) AS duets,
    coalesce(sum(n) FILTER (type = 'duet'::event_type), 0) AS duets_net,
    coalesce(sum(n) FILTER (type = 'duet'::event_type AND to_post IS NOT NULL), 0) AS duets_rolled_up,
    coalesce(sum(n) FILTER (type = 'stitch'::event_type AND sign = 1), 0) AS stitches,
    coalesce(sum(n) FILTER (type = 'stitch'::event_type), 0) AS stitches_net,
    coalesce(sum(n) FILTER (type = 'stitch'::event_type AND to_post IS NOT NULL), 0) AS stitches_rolled_up,
    coalesce(sum(n) FILTER (type = 'view'::event_type AND watch_ms >= 2000), 0) AS video_watched_2s,
    coalesce(sum(n) FILTER (type = 'view'::event_type AND watch_ms >= 6000), 0) AS video_watched_6s,
    coalesce(sum(n) FILTER (milestone >= 1), 0) AS video_views_p25,
    coalesce(sum(n) FILTER (milestone >= 2), 0) AS video_views_p50,
    coalesce(sum(n) FILTER (milestone >= 3), 0) AS video_views_p75,
    coalesce(sum(n) FILTER (milestone >= 4), 0) AS video_views_p100,
    coalesce(sum(watched_ms) FILTER (type = 'view'::event_type), 0) AS watch_ms_sum,
    coalesce(sum(n) FILTER (type = 'view'::event_type AND watch_ms IS NOT NULL), 0) AS watch_views,
    coalesce(sum(n) FILTER (milestone IS NOT NULL), 0) AS watch_views_known_duration,
    coalesce(sum(n) FILTER (click_class = 'landing_page'::click_class), 0) AS clicks,
    coalesce(sum(n) FILTER (type = 'click'::event_type), 0) AS clicks_all,
    coalesce(sum(n) FILTER (click_class = 'profile'::click_class), 0) AS profile_visits,
    coalesce(sum(n) FILTER (click_class = 'music'::click_class), 0) AS clicks_on_music_disc,
    coalesce(sum(n) FILTER (click_class = 'anchor'::click_class), 0) AS anchor_clicks,
    coalesce(sum(n) FILTER (click_class = 'duet'::click_class), 0) AS duet_clicks,
    coalesce(sum(n) FILTER (click_class = 'stitch'::click_class), 0) AS stitch_clicks,
    coalesce(sum(n) FILTER (click_class = 'hashtag'::click_class), 0) AS clicks_on_hashtag_challenge
FROM (
    SELECT
        to_ad, ad_day, type, sign, milestone, click_class, CASE WHEN to_post IS NOT NULL THEN 1 END AS to_post,
        CASE WHEN watch_ms >= 6000 THEN 6000 WHEN watch_ms >= 2000 THEN 2000 WHEN watch_ms >= 0 THEN 0 END AS watch_ms,
        sum(n)::BIGINT AS n, sum(n * watch_ms) AS watched_ms, sum(amount)::BIGINT AS amount
    FROM $entries WHERE to_ad IS NOT NULL GROUP BY ALL)
GROUP BY ALL;
