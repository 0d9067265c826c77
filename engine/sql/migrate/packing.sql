-- Schema 1 to 2: ids packed into numbers. In: the tables of schema 1. Out: core.names, the packed tables and core.states;
-- core.events, firsts, corrections and reach_pairs are views now, which the writer makes. What a packed id is, is said
-- here once more, since a migration stays as it is.
CREATE TYPE state_action AS ENUM ('add', 'remove');
CREATE TYPE click_element AS ENUM (
    'cta', 'caption', 'profile_photo', 'nickname', 'swipe_left', 'music', 'anchor', 'hashtag', 'duet', 'stitch');

CREATE TABLE core.names (code BIGINT NOT NULL, name_hash UBIGINT NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE core.packed_bodies (
    seq BIGINT NOT NULL, batch INTEGER NOT NULL, source INTEGER NOT NULL, position BIGINT NOT NULL,
    number BIGINT NOT NULL, id_hash UBIGINT NOT NULL, event_uuid UUID, event_name VARCHAR, type event_type NOT NULL,
    occurred_at TIMESTAMP NOT NULL, actor_id BIGINT NOT NULL, surface side NOT NULL, post_id BIGINT, ad_id BIGINT,
    creator_id BIGINT, comment_id VARCHAR, new_post_id VARCHAR, action state_action, channel VARCHAR,
    element click_element, watch_ms BIGINT, video_duration_ms BIGINT,
    disposition disposition, side side, to_post BIGINT, to_ad BIGINT, sign TINYINT,
    ad_day DATE, milestone TINYINT, click_class click_class, conflict BOOLEAN, fact BIGINT, cause BIGINT);
CREATE TABLE core.packed_corrections (
    seq BIGINT NOT NULL, batch INTEGER NOT NULL, amount TINYINT NOT NULL,
    disposition disposition NOT NULL, side side, to_post BIGINT, to_ad BIGINT, sign TINYINT NOT NULL,
    ad_day DATE, milestone TINYINT, click_class click_class, conflict BOOLEAN NOT NULL, fact BIGINT,
    cause BIGINT);
CREATE TABLE core.packed_reach_pairs (
    of_ad BOOLEAN NOT NULL, key BIGINT NOT NULL, actor_id BIGINT NOT NULL, organic BIGINT NOT NULL,
    paid BIGINT NOT NULL);

CREATE TABLE core.packed_post_counts (
    post_id BIGINT NOT NULL, day DATE NOT NULL, type event_type NOT NULL, side side NOT NULL, click_class click_class,
    n BIGINT NOT NULL, placements BIGINT NOT NULL);

CREATE OR REPLACE TEMP MACRO m_packed(t) AS
    CASE WHEN regexp_full_match(t, '[1-9][0-9]{0,18}') THEN try_cast(t AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO m_uuid(t) AS
    CASE WHEN regexp_full_match(t, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')
        THEN try_cast(t AS UUID) END;
CREATE OR REPLACE TEMP MACRO m_hash(t) AS (md5_number(t) >> 64)::UBIGINT;
CREATE OR REPLACE TEMP MACRO m_group(type, actor_id, post_id, ad_id, creator_id, comment_id, spark, ad_post) AS m_hash(
    CASE type
        WHEN 'follow' THEN concat(
            'follow', chr(31), CASE WHEN NOT coalesce(spark, false) THEN ad_id END, chr(31), actor_id, chr(31), creator_id)
        WHEN 'comment' THEN concat(
            'comment', chr(31), CASE WHEN NOT coalesce(spark, false) THEN ad_id END, chr(31),
            CASE WHEN spark THEN ad_post WHEN ad_id IS NULL THEN post_id END, chr(31), comment_id)
        ELSE concat(
            type, chr(31), CASE WHEN NOT coalesce(spark, false) THEN ad_id END, chr(31), actor_id, chr(31),
            CASE WHEN spark THEN ad_post WHEN ad_id IS NULL THEN post_id END)
    END);

INSERT INTO core.names
SELECT -row_number() OVER (ORDER BY name), m_hash(name), name FROM (
    SELECT unnest([post_id, ad_id, creator_id, CASE WHEN m_packed(actor_id) IS NULL THEN actor_id END]) AS name
    FROM core.events
    UNION
    SELECT unnest([post_id, ad_id, creator_id]) FROM core.facts)
WHERE name IS NOT NULL;

-- What each actor is packed into.
CREATE OR REPLACE TEMP TABLE m_actors AS
SELECT name, coalesce(m_packed(name), code) AS code
FROM (SELECT DISTINCT actor_id AS name FROM core.events) LEFT JOIN core.names USING (name);

INSERT INTO core.packed_bodies BY NAME
SELECT
    e.* EXCLUDE (event_id) REPLACE (
        a.code AS actor_id, p.code AS post_id, d.code AS ad_id, c.code AS creator_id,
        e.action::state_action AS action, e.element::click_element AS element),
    m_uuid(e.event_id) AS event_uuid, CASE WHEN m_uuid(e.event_id) IS NULL THEN e.event_id END AS event_name,
    f.disposition, f.side, tp.code AS to_post, ta.code AS to_ad, f.sign, f.ad_day, f.milestone, f.click_class, f.conflict,
    f.fact, f.cause
FROM core.events AS e
LEFT JOIN core.firsts AS f USING (seq)
LEFT JOIN core.names AS tp ON f.to_post = tp.name
LEFT JOIN core.names AS ta ON f.to_ad = ta.name
LEFT JOIN m_actors AS a ON e.actor_id = a.name
LEFT JOIN core.names AS p ON e.post_id = p.name
LEFT JOIN core.names AS d ON e.ad_id = d.name
LEFT JOIN core.names AS c ON e.creator_id = c.name
ORDER BY e.seq;

INSERT INTO core.packed_corrections
SELECT e.* REPLACE (p.code AS to_post, a.code AS to_ad)
FROM core.corrections AS e
LEFT JOIN core.names AS p ON e.to_post = p.name
LEFT JOIN core.names AS a ON e.to_ad = a.name
ORDER BY e.batch, e.seq, e.amount;

INSERT INTO core.packed_reach_pairs
SELECT e.* REPLACE (k.code AS key, a.code AS actor_id)
FROM core.reach_pairs AS e
LEFT JOIN core.names AS k ON e.key = k.name
LEFT JOIN m_actors AS a ON e.actor_id = a.name
ORDER BY e.rowid;

CREATE OR REPLACE TEMP TABLE m_states AS
WITH stateful AS (
    SELECT e.*, p.actor_id AS actor, p.post_id AS post, p.ad_id AS ad, p.creator_id AS creator
    FROM core.events AS e INNER JOIN core.packed_bodies AS p USING (seq)
    WHERE e.type IN ('like', 'favorite', 'follow') OR (e.type = 'comment' AND e.comment_id IS NOT NULL)
),
groups AS (
    SELECT
        seq, m_group(type, actor_id, post_id, ad_id, creator_id, comment_id, false, NULL) AS before,
        m_group(type, actor, post, ad, creator, comment_id, false, NULL) AS after
    FROM stateful
    UNION
    SELECT
        e.seq, m_group(e.type, e.actor_id, e.post_id, e.ad_id, e.creator_id, e.comment_id, true, f.post_id),
        m_group(e.type, e.actor, e.post, e.ad, e.creator, e.comment_id, true, i.code)
    FROM stateful AS e INNER JOIN core.facts AS f USING (ad_id) LEFT JOIN core.names AS i ON f.post_id = i.name
    WHERE f.type = 'ad_created' AND f.identity_type <> 'CUSTOMIZED_USER'
)
SELECT DISTINCT g.after AS group_hash, s.seq
FROM core.states AS s INNER JOIN groups AS g ON s.group_hash = g.before AND s.seq = g.seq;
DELETE FROM core.states;
INSERT INTO core.states SELECT group_hash, seq FROM m_states ORDER BY seq, group_hash;

INSERT INTO core.packed_post_counts
SELECT to_post, occurred_at::DATE, type, side, click_class, sum(amount * sign), sum(amount) FROM (
    SELECT to_post, occurred_at, type, side, click_class, sign, 1 AS amount FROM core.packed_bodies
    UNION ALL
    SELECT c.to_post, b.occurred_at, b.type, c.side, c.click_class, c.sign, c.amount
    FROM core.packed_corrections AS c INNER JOIN core.packed_bodies AS b USING (seq))
WHERE to_post IS NOT NULL GROUP BY ALL HAVING sum(amount) <> 0 ORDER BY ALL;
CREATE TABLE core.packed_ad_days (
    ad_id BIGINT NOT NULL, day DATE NOT NULL, placements BIGINT NOT NULL, impressions BIGINT NOT NULL,
    video_views BIGINT NOT NULL, video_views_net BIGINT NOT NULL, video_views_rolled_up BIGINT NOT NULL,
    likes BIGINT NOT NULL, likes_net BIGINT NOT NULL, likes_rolled_up BIGINT NOT NULL,
    favorites BIGINT NOT NULL, favorites_net BIGINT NOT NULL, favorites_rolled_up BIGINT NOT NULL,
    comments BIGINT NOT NULL, comments_net BIGINT NOT NULL, comments_rolled_up BIGINT NOT NULL,
    shares BIGINT NOT NULL, shares_net BIGINT NOT NULL, shares_rolled_up BIGINT NOT NULL,
    follows BIGINT NOT NULL, follows_net BIGINT NOT NULL, follows_rolled_up BIGINT NOT NULL,
    duets BIGINT NOT NULL, duets_net BIGINT NOT NULL, duets_rolled_up BIGINT NOT NULL,
    stitches BIGINT NOT NULL, stitches_net BIGINT NOT NULL, stitches_rolled_up BIGINT NOT NULL,
    video_watched_2s BIGINT NOT NULL, video_watched_6s BIGINT NOT NULL,
    video_views_p25 BIGINT NOT NULL, video_views_p50 BIGINT NOT NULL,
    video_views_p75 BIGINT NOT NULL, video_views_p100 BIGINT NOT NULL,
    watch_ms_sum HUGEINT NOT NULL, watch_views BIGINT NOT NULL, watch_views_known_duration BIGINT NOT NULL,
    clicks BIGINT NOT NULL, clicks_all BIGINT NOT NULL, profile_visits BIGINT NOT NULL,
    clicks_on_music_disc BIGINT NOT NULL, anchor_clicks BIGINT NOT NULL, duet_clicks BIGINT NOT NULL,
    stitch_clicks BIGINT NOT NULL, clicks_on_hashtag_challenge BIGINT NOT NULL);
INSERT INTO core.packed_ad_days
SELECT d.* REPLACE (n.code AS ad_id) FROM core.ad_days AS d INNER JOIN core.names AS n ON d.ad_id = n.name;
CREATE TABLE core.packed_creator_follows (
    creator_id BIGINT NOT NULL, placements BIGINT NOT NULL, follows_organic BIGINT NOT NULL,
    follows_paid BIGINT NOT NULL);
INSERT INTO core.packed_creator_follows
SELECT f.* REPLACE (n.code AS creator_id)
FROM core.creator_follows AS f INNER JOIN core.names AS n ON f.creator_id = n.name;
CREATE TABLE core.packed_reach (
    of_ad BOOLEAN NOT NULL, key BIGINT NOT NULL, reach BIGINT NOT NULL, reach_organic BIGINT NOT NULL,
    reach_paid BIGINT NOT NULL);
INSERT INTO core.packed_reach
SELECT r.* REPLACE (n.code AS key) FROM core.reach AS r INNER JOIN core.names AS n ON r.key = n.name;

UPDATE core.meta SET key = replace(key, 'merged.', 'merged.packed_')
WHERE key IN ('merged.ad_days', 'merged.creator_follows', 'merged.reach', 'merged.reach_pairs');
DELETE FROM core.meta WHERE key = 'merged.post_days';
DROP TABLE core.events;
DROP TABLE core.firsts;
DROP TABLE core.corrections;
DROP TABLE core.reach_pairs;
DROP TABLE core.post_days;
DROP TABLE core.ad_days;
DROP TABLE core.creator_follows;
DROP TABLE core.reach;
