-- Between ids as they were read, which are text, and as engagements are stored: an event_id as a UUID where it is written
-- as one, an actor as a number where it is written as one; other actors, and posts, ads and creators, as the code below 0
-- that core.names gives them.
-- In: the tables of `core`. Out: macros, and views of the packed tables with ids as they were read.

-- NULL where the text is not exactly how the number, or the UUID, is written.
CREATE OR REPLACE MACRO core.packed_id(t) AS
    CASE WHEN regexp_full_match(t, '[1-9][0-9]{0,18}') THEN try_cast(t AS BIGINT) END;
CREATE OR REPLACE MACRO core.packed_uuid(t) AS
    CASE WHEN regexp_full_match(t, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')
        THEN try_cast(t AS UUID) END;
CREATE OR REPLACE MACRO core.event_text(event_uuid, event_name) AS coalesce(event_name, event_uuid::VARCHAR);
-- The code of a post, an ad or a creator.
CREATE OR REPLACE MACRO core.id_code(t) AS (SELECT n.code FROM core.names AS n WHERE n.name = t);

-- The two halves of core.packed_bodies.
CREATE OR REPLACE VIEW core.packed_events AS
SELECT
    seq, batch, source, position, number, id_hash, event_uuid, event_name, type, occurred_at, actor_id, surface, post_id,
    ad_id, creator_id, comment_id, new_post_id, action, channel, element, watch_ms, video_duration_ms
FROM core.packed_bodies;

CREATE OR REPLACE VIEW core.packed_firsts AS
SELECT
    seq, batch, disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict, fact, cause
FROM core.packed_bodies WHERE disposition IS NOT NULL;

CREATE OR REPLACE VIEW core.events AS $events;

CREATE OR REPLACE VIEW core.firsts AS
SELECT e.* REPLACE (
    coalesce(p.name, e.to_post::VARCHAR) AS to_post, coalesce(a.name, e.to_ad::VARCHAR) AS to_ad)
FROM core.packed_firsts AS e
LEFT JOIN core.names AS p ON e.to_post = p.code
LEFT JOIN core.names AS a ON e.to_ad = a.code;

CREATE OR REPLACE VIEW core.corrections AS
SELECT e.* REPLACE (
    coalesce(p.name, e.to_post::VARCHAR) AS to_post, coalesce(a.name, e.to_ad::VARCHAR) AS to_ad)
FROM core.packed_corrections AS e
LEFT JOIN core.names AS p ON e.to_post = p.code
LEFT JOIN core.names AS a ON e.to_ad = a.code;

CREATE OR REPLACE VIEW core.reach_pairs AS
SELECT e.* REPLACE (
    coalesce(k.name, e.key::VARCHAR) AS key, coalesce(a.name, e.actor_id::VARCHAR) AS actor_id)
FROM core.packed_reach_pairs AS e
LEFT JOIN core.names AS k ON e.key = k.code
LEFT JOIN core.names AS a ON e.actor_id = a.code;

CREATE OR REPLACE VIEW core.post_counts AS
SELECT e.* REPLACE (n.name AS post_id) FROM core.packed_post_counts AS e INNER JOIN core.names AS n ON e.post_id = n.code;

CREATE OR REPLACE VIEW core.ad_days AS
SELECT e.* REPLACE (n.name AS ad_id) FROM core.packed_ad_days AS e INNER JOIN core.names AS n ON e.ad_id = n.code;

CREATE OR REPLACE VIEW core.creator_follows AS
SELECT e.* REPLACE (n.name AS creator_id)
FROM core.packed_creator_follows AS e INNER JOIN core.names AS n ON e.creator_id = n.code;

CREATE OR REPLACE VIEW core.reach AS
SELECT e.* REPLACE (n.name AS key) FROM core.packed_reach AS e INNER JOIN core.names AS n ON e.key = n.code;

-- The entry that stands for each standing engagement, as core.standing.
CREATE OR REPLACE VIEW core.packed_standing AS
SELECT seq, disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict, fact, cause
FROM core.packed_firsts ANTI JOIN core.packed_corrections USING (seq)
UNION ALL
SELECT * EXCLUDE (batch, amount) FROM (
    SELECT * FROM core.packed_corrections
    QUALIFY row_number() OVER (PARTITION BY seq ORDER BY batch DESC, amount DESC) = 1)
WHERE amount = 1;

-- What the resolution looks at of each stored engagement.
CREATE OR REPLACE VIEW core.engagements AS
SELECT
    seq, event_uuid, event_name, type, occurred_at, actor_id, surface, post_id, ad_id, creator_id, comment_id, action,
    element, watch_ms, video_duration_ms
FROM core.packed_events;
