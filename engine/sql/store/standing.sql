-- What stands. In: the tables of `core`. Out: views over them; none depends on the clock.

CREATE OR REPLACE VIEW core.standing_facts AS
SELECT * FROM core.facts ANTI JOIN core.losers USING (seq);

-- Of an ad's facts the least (occurred_at, event_id) stands, for all time.
CREATE OR REPLACE VIEW core.standing_ads AS
SELECT *, identity_type <> 'CUSTOMIZED_USER' AS spark FROM core.standing_facts WHERE type = 'ad_created'
QUALIFY row_number() OVER (PARTITION BY ad_id ORDER BY occurred_at, event_id) = 1;

-- A post's and an advertiser's facts each hold from their moment to the next; the first holds before it too. Of
-- several at one instant all but the last (by event_id) hold for no time at all, but what the first holds before it.
CREATE OR REPLACE VIEW core.post_facts AS
SELECT *,
    CASE
        WHEN row_number() OVER (PARTITION BY post_id ORDER BY occurred_at, event_id) = 1 THEN TIMESTAMP '1900-01-01'
        ELSE occurred_at
    END AS starts,
    coalesce(
        lead(occurred_at) OVER (PARTITION BY post_id ORDER BY occurred_at, event_id), TIMESTAMP '2200-01-01') AS ends
FROM core.standing_facts WHERE type = 'post_published';

CREATE OR REPLACE VIEW core.advertiser_facts AS
SELECT *,
    CASE
        WHEN row_number() OVER (PARTITION BY advertiser_id ORDER BY occurred_at, event_id) = 1 THEN TIMESTAMP '1900-01-01'
        ELSE occurred_at
    END AS starts,
    coalesce(
        lead(occurred_at) OVER (PARTITION BY advertiser_id ORDER BY occurred_at, event_id), TIMESTAMP '2200-01-01') AS ends
FROM core.standing_facts WHERE type = 'advertiser_registered';

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
