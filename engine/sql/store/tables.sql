-- The tables that are written. In: a new, empty store. Out: schema `core` with its tables. Their types are in `main`,
-- because DuckDB 1.5 cannot replay a write-ahead log that makes an enum in another schema (a kill -9 would lose the
-- store). Everything is append-only but `positions`, `code_intervals`, and the sums (packed_post_counts,
-- packed_ad_days, packed_creator_follows, packed_reach, packed_reach_pairs, digests), of which several rows of one key stand for their sum; all but the pairs
-- are merged now and then.

CREATE SCHEMA core;

CREATE TYPE event_type AS ENUM (
    'view', 'like', 'favorite', 'comment', 'share', 'follow', 'click', 'impression', 'duet', 'stitch',
    'post_published', 'advertiser_registered', 'ad_created',
    'authorization_granted', 'authorization_extended', 'authorization_revoked');
CREATE TYPE disposition AS ENUM (
    'organic', 'spark', 'spark_after_view', 'ad_only', 'unauthorized', 'unknown_ad', 'redundant', 'orphan');
CREATE TYPE side AS ENUM ('organic', 'paid');
CREATE TYPE state_action AS ENUM ('add', 'remove');
CREATE TYPE click_element AS ENUM (
    'cta', 'caption', 'profile_photo', 'nickname', 'swipe_left', 'music', 'anchor', 'hashtag', 'duet', 'stitch');
CREATE TYPE click_class AS ENUM (
    'landing_page', 'profile', 'music', 'anchor', 'duet', 'stitch', 'hashtag');

CREATE TABLE core.meta (key VARCHAR NOT NULL, value VARCHAR NOT NULL);
CREATE TABLE core.sources (source INTEGER NOT NULL, name VARCHAR NOT NULL);

CREATE TABLE core.batches (
    batch INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL, engine_version VARCHAR NOT NULL,
    tzdata_version VARCHAR NOT NULL, rule VARCHAR NOT NULL, lines BIGINT NOT NULL, accepted BIGINT NOT NULL,
    duplicates BIGINT NOT NULL, dead_letters BIGINT NOT NULL, fast_lines BIGINT NOT NULL,
    corrections BIGINT NOT NULL, redriven BIGINT NOT NULL);
CREATE TABLE core.batch_sources (
    batch INTEGER NOT NULL, source VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    from_position BIGINT NOT NULL, to_position BIGINT NOT NULL);
CREATE TABLE core.positions (
    source VARCHAR NOT NULL, kind VARCHAR NOT NULL, position BIGINT NOT NULL, number BIGINT NOT NULL,
    state VARCHAR NOT NULL);

-- Posts, ads and creators, and actors whose id is not written as a number (`packed_id` in packing.sql): each id has a code
-- below 0, which stands for it wherever engagements name it.
CREATE TABLE core.names (code BIGINT NOT NULL, name_hash UBIGINT NOT NULL, name VARCHAR NOT NULL);

-- One row a distinct body of an engagement, in the order read (`seq` is the line's ordinal in the store), with the entry
-- first made for it (NULL for a body that had lost its id from the start). Its event_id is a UUID or else a text; other
-- ids are codes of core.names, or numbers. The views core.events and core.firsts have them as they were read.
CREATE TABLE core.packed_bodies (
    seq BIGINT NOT NULL, batch INTEGER NOT NULL, source INTEGER NOT NULL, position BIGINT NOT NULL,
    number BIGINT NOT NULL, id_hash UBIGINT NOT NULL, event_uuid UUID, event_name VARCHAR, type event_type NOT NULL,
    occurred_at TIMESTAMP NOT NULL, actor_id BIGINT NOT NULL, surface side NOT NULL, post_id BIGINT, ad_id BIGINT,
    creator_id BIGINT, comment_id VARCHAR, new_post_id VARCHAR, action state_action, channel VARCHAR,
    element click_element, watch_ms BIGINT, video_duration_ms BIGINT,
    disposition disposition, side side, to_post BIGINT, to_ad BIGINT, sign TINYINT,
    ad_day DATE, milestone TINYINT, click_class click_class, conflict BOOLEAN, fact BIGINT, cause BIGINT);

-- One row a distinct body of a fact.
CREATE TABLE core.facts (
    seq BIGINT NOT NULL, batch INTEGER NOT NULL, source INTEGER NOT NULL, position BIGINT NOT NULL,
    number BIGINT NOT NULL, id_hash UBIGINT NOT NULL, event_id VARCHAR NOT NULL, type event_type NOT NULL,
    occurred_at TIMESTAMP NOT NULL, post_id VARCHAR, ad_id VARCHAR, creator_id VARCHAR,
    video_duration_ms BIGINT, visibility VARCHAR, advertiser_id VARCHAR, timezone VARCHAR, identity_type VARCHAR,
    auth_code VARCHAR, campaign_id VARCHAR, adgroup_id VARCHAR, buying_type VARCHAR, objective_type VARCHAR,
    placement VARCHAR, duration_days BIGINT);

-- Bodies that lost their event_id to a lesser one, since `batch`.
CREATE TABLE core.losers (seq BIGINT NOT NULL, batch INTEGER NOT NULL);

-- Entries after the first: amount -1 takes the event's standing entry back, 1 is its new one.
CREATE TABLE core.packed_corrections (
    seq BIGINT NOT NULL, batch INTEGER NOT NULL, amount TINYINT NOT NULL,
    disposition disposition NOT NULL, side side, to_post BIGINT, to_ad BIGINT, sign TINYINT NOT NULL,
    ad_day DATE, milestone TINYINT, click_class click_class, conflict BOOLEAN NOT NULL, fact BIGINT,
    cause BIGINT);

-- When each code with a standing grant is in force, from `engine.codes`: a row for each stretch of an interval (its
-- `number`, from 0) with the change that decided it; `revoked` is the interval's.
CREATE TABLE core.code_intervals (
    auth_code VARCHAR NOT NULL, post_id VARCHAR NOT NULL, number INTEGER NOT NULL, starts TIMESTAMP NOT NULL,
    ends TIMESTAMP NOT NULL, fact BIGINT NOT NULL, revoked BOOLEAN NOT NULL);

-- Every group that a stateful event ever had (`group_hash` in session.sql), to find who can touch whom.
CREATE TABLE core.states (group_hash UBIGINT NOT NULL, seq BIGINT NOT NULL);

CREATE TABLE core.dead_letters (
    letter BIGINT NOT NULL, batch INTEGER NOT NULL, source INTEGER NOT NULL, position BIGINT NOT NULL,
    number BIGINT NOT NULL, raw BLOB NOT NULL, length BIGINT NOT NULL, sha256 VARCHAR NOT NULL,
    reasons STRUCT(path VARCHAR, code VARCHAR, message VARCHAR, value VARCHAR)[] NOT NULL);

-- Valid lines that say which dead letter they mend: where they were read themselves, their event, whether they were the
-- first line of it, and the letter by what it is in every store that read it.
CREATE TABLE core.redrives (
    seq BIGINT NOT NULL, batch INTEGER NOT NULL, source INTEGER NOT NULL, position BIGINT NOT NULL,
    number BIGINT NOT NULL, event_id VARCHAR NOT NULL, accepted BOOLEAN NOT NULL, of_source VARCHAR NOT NULL,
    of_position BIGINT NOT NULL, of_number BIGINT NOT NULL, of_sha256 VARCHAR NOT NULL);

-- What entries add to a post and UTC day, by all that its counters ask of them.
CREATE TABLE core.packed_post_counts (
    post_id BIGINT NOT NULL, day DATE NOT NULL, type event_type NOT NULL, side side NOT NULL, click_class click_class,
    n BIGINT NOT NULL, placements BIGINT NOT NULL);

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

CREATE TABLE core.packed_creator_follows (
    creator_id BIGINT NOT NULL, placements BIGINT NOT NULL, follows_organic BIGINT NOT NULL,
    follows_paid BIGINT NOT NULL);

-- Signed counts of the views (for an ad: views and impressions) of an actor, and what they make of reach.
CREATE TABLE core.packed_reach_pairs (
    of_ad BOOLEAN NOT NULL, key BIGINT NOT NULL, actor_id BIGINT NOT NULL, organic BIGINT NOT NULL,
    paid BIGINT NOT NULL);
CREATE TABLE core.packed_reach (
    of_ad BOOLEAN NOT NULL, key BIGINT NOT NULL, reach BIGINT NOT NULL, reach_organic BIGINT NOT NULL,
    reach_paid BIGINT NOT NULL);

-- The latest batch's row of a post stands; NULL takes it back.
CREATE TABLE core.first_boosts (post_id VARCHAR NOT NULL, first_boosted_at TIMESTAMP, batch INTEGER NOT NULL);

CREATE TABLE core.digests (part VARCHAR NOT NULL, low HUGEINT NOT NULL, high HUGEINT NOT NULL);
