-- Step 3, credit, only under the rule one_day_view.
-- In: r_base, r_lost. Out: r_credit, the counted organic adds that go to the ad of the latest spark view of the same
-- actor and post in the preceding 24 hours (0 < t - t_view <= 24h), ties to the greater event_id.
CREATE OR REPLACE TEMP TABLE r_credit AS
WITH adds AS (
    SELECT seq, actor_id, post_id, occurred_at
    FROM r_base ANTI JOIN r_lost USING (seq)
    WHERE NOT aux AND disposition = 'organic'::disposition AND is_creditable(type)
        AND post_id IS NOT NULL AND action IS DISTINCT FROM 'remove'
),
views AS (
    SELECT actor_id, ad_post, occurred_at, ad_id, seq, fact
    FROM r_base WHERE type = 'view'::event_type AND disposition = 'spark'::disposition AND NOT loser
    QUALIFY row_number() OVER (PARTITION BY actor_id, ad_post, occurred_at ORDER BY core.event_text(event_uuid, event_name) DESC) = 1
)
SELECT adds.seq, adds.post_id AS to_post, views.ad_id AS to_ad, views.seq AS cause, views.fact
FROM adds ASOF JOIN views
    ON adds.actor_id = views.actor_id AND adds.post_id = views.ad_post AND adds.occurred_at > views.occurred_at
WHERE adds.occurred_at <= views.occurred_at + INTERVAL 24 HOUR;
