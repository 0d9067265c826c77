-- What stands. In: the tables of `core`; $ads, $posts, $advertisers: the files beside this one, of all facts. Out: views over them; none depends on the clock.

CREATE OR REPLACE VIEW core.standing_facts AS
SELECT * FROM core.facts ANTI JOIN core.losers USING (seq);

CREATE OR REPLACE VIEW core.standing_ads AS $ads;
CREATE OR REPLACE VIEW core.post_facts AS $posts;
CREATE OR REPLACE VIEW core.advertiser_facts AS $advertisers;

-- Every entry ever made; its amount is -1 where it takes another back.
CREATE OR REPLACE VIEW core.entries AS
SELECT
    seq, batch, 1::TINYINT AS amount, disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict,
    fact, cause
FROM core.firsts
UNION ALL
SELECT
    seq, batch, amount, disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict, fact, cause
FROM core.corrections;

-- The entry that stands for each standing engagement: its first, or where it was corrected its latest.
CREATE OR REPLACE VIEW core.standing AS
SELECT seq, disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict, fact, cause
FROM core.firsts ANTI JOIN core.corrections USING (seq)
UNION ALL
SELECT * EXCLUDE (batch, amount) FROM (
    SELECT * FROM core.corrections
    QUALIFY row_number() OVER (PARTITION BY seq ORDER BY batch DESC, amount DESC) = 1)
WHERE amount = 1;

CREATE OR REPLACE VIEW core.post_boosts AS
SELECT post_id, arg_max_null(first_boosted_at, batch) AS first_boosted_at FROM core.first_boosts GROUP BY post_id;

-- The contract's columns of the stored engagements, for comparing bodies.
CREATE OR REPLACE VIEW core.event_bodies AS
SELECT
    seq, id_hash, event_id, type, occurred_at, actor_id, surface, post_id, ad_id, creator_id, comment_id, new_post_id,
    action, channel, element, watch_ms, video_duration_ms
FROM core.events;
