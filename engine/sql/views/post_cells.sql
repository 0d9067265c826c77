-- The counters of a post, the two sides together too. In: a row of core.post_days. Out: a list of columns.
    video_views_organic + video_views_paid AS video_views, video_views_organic, video_views_paid,
    likes_organic + likes_paid AS likes, likes_organic, likes_paid,
    favorites_organic + favorites_paid AS favorites, favorites_organic, favorites_paid,
    comments_organic + comments_paid AS comments, comments_organic, comments_paid,
    shares_organic + shares_paid AS shares, shares_organic, shares_paid,
    follows_organic + follows_paid AS follows, follows_organic, follows_paid,
    duets_organic + duets_paid AS duets, duets_organic, duets_paid,
    stitches_organic + stitches_paid AS stitches, stitches_organic, stitches_paid,
    clicks_organic, profile_visits_organic
