-- Ads summed over their $level. In: core.ad_sums, core.reach_pairs, the standing facts.
-- Out: ${level}_metrics: additive columns summed, reach distinct over the ads.
CREATE OR REPLACE VIEW core.named_${level}s AS
SELECT DISTINCT ${level}_id FROM core.standing_facts WHERE ${level}_id IS NOT NULL;

CREATE OR REPLACE VIEW core.${level}_reach AS
SELECT ${level}_id, count(*) AS reach FROM (
    SELECT a.${level}_id, p.actor_id
    FROM core.reach_pairs AS p INNER JOIN core.standing_ads AS a ON p.key = a.ad_id
    WHERE p.of_ad GROUP BY a.${level}_id, p.actor_id HAVING sum(p.paid) > 0)
GROUP BY ${level}_id;

-- One without an ad counts 0; one whose ads measure none of something counts NULL.
CREATE OR REPLACE VIEW ${level}_metrics AS
SELECT
    n.${level}_id, count(s.ad_id) AS ads, coalesce(any_value(r.reach), 0) AS reach,
    coalesce(sum(COLUMNS(s.* EXCLUDE (
        ad_id, post_id, advertiser_id, campaign_id, adgroup_id, format, watch_ms_sum))),
        if(count(s.ad_id) = 0, 0, NULL))::BIGINT,
    coalesce(sum(s.watch_ms_sum), 0) AS watch_ms_sum
FROM core.named_${level}s AS n
LEFT JOIN core.ad_sums AS s USING (${level}_id)
LEFT JOIN core.${level}_reach AS r USING (${level}_id)
GROUP BY n.${level}_id;
