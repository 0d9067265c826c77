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

UPDATE core.meta SET key = 'merged.packed_reach_pairs' WHERE key = 'merged.reach_pairs';
DROP TABLE core.events;
DROP TABLE core.firsts;
DROP TABLE core.corrections;
DROP TABLE core.reach_pairs;
