-- Sums of a post and UTC day, or of a post. In: $counts (see sums/post_counts.sql), $key: post_id, day; or post_id.
-- Out: a row a key.
SELECT
    $key, sum(placements) AS placements,
    coalesce(sum(n) FILTER (type = 'view'::event_type AND side = 'organic'::side), 0) AS video_views_organic,
    coalesce(sum(n) FILTER (type = 'view'::event_type AND side = 'paid'::side), 0) AS video_views_paid,
    coalesce(sum(n) FILTER (type = 'like'::event_type AND side = 'organic'::side), 0) AS likes_organic,
    coalesce(sum(n) FILTER (type = 'like'::event_type AND side = 'paid'::side), 0) AS likes_paid,
    coalesce(sum(n) FILTER (type = 'favorite'::event_type AND side = 'organic'::side), 0) AS favorites_organic,
    coalesce(sum(n) FILTER (type = 'favorite'::event_type AND side = 'paid'::side), 0) AS favorites_paid,
    coalesce(sum(n) FILTER (type = 'comment'::event_type AND side = 'organic'::side), 0) AS comments_organic,
    coalesce(sum(n) FILTER (type = 'comment'::event_type AND side = 'paid'::side), 0) AS comments_paid,
    coalesce(sum(n) FILTER (type = 'share'::event_type AND side = 'organic'::side), 0) AS shares_organic,
    coalesce(sum(n) FILTER (type = 'share'::event_type AND side = 'paid'::side), 0) AS shares_paid,
    coalesce(sum(n) FILTER (type = 'follow'::event_type AND side = 'organic'::side), 0) AS follows_organic,
    coalesce(sum(n) FILTER (type = 'follow'::event_type AND side = 'paid'::side), 0) AS follows_paid,
    coalesce(sum(n) FILTER (type = 'duet'::event_type AND side = 'organic'::side), 0) AS duets_organic,
    coalesce(sum(n) FILTER (type = 'duet'::event_type AND side = 'paid'::side), 0) AS duets_paid,
    coalesce(sum(n) FILTER (type = 'stitch'::event_type AND side = 'organic'::side), 0) AS stitches_organic,
    coalesce(sum(n) FILTER (type = 'stitch'::event_type AND side = 'paid'::side), 0) AS stitches_paid,
    coalesce(sum(n) FILTER (type = 'click'::event_type AND side = 'organic'::side), 0) AS clicks_organic,
    coalesce(sum(n) FILTER (click_class = 'profile'::click_class AND side = 'organic'::side), 0) AS profile_visits_organic
FROM $counts
GROUP BY $key;
