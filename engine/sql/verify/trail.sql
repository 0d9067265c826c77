-- The trail of evidence, held against itself: what cannot be recomputed has to fit together.
-- In: the tables of core, v_shared, v_groups. Out: one row a check, as in verify/checks.sql. Source of the laws: SEMANTICS 1, 3.2 and 3.4.
CREATE OR REPLACE TEMP VIEW v_lines AS
SELECT 'packed_events' AS kept, seq, batch, source, position, number FROM core.packed_events
UNION ALL
SELECT 'facts', seq, batch, source, position, number FROM core.facts
UNION ALL
SELECT 'dead_letters', letter, batch, source, position, number FROM core.dead_letters;

-- Lines that mend a dead letter: most are among those above.
CREATE OR REPLACE TEMP VIEW v_told_lines AS
FROM v_lines UNION ALL SELECT 'redrives', seq, batch, source, position, number FROM core.redrives;

CREATE OR REPLACE TEMP VIEW v_bodies_batches AS
SELECT seq, batch FROM core.packed_events UNION ALL SELECT seq, batch FROM core.facts;

-- Every entry ever made, ids packed; those that another event decided, and the events that they speak of.
CREATE OR REPLACE TEMP VIEW v_entries_made AS
SELECT
    seq, batch, 1::TINYINT AS amount, disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict,
    fact, cause
FROM core.packed_firsts
UNION ALL
SELECT
    seq, batch, amount, disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict, fact, cause
FROM core.packed_corrections;
CREATE OR REPLACE TEMP TABLE v_caused AS
SELECT seq, batch, cause FROM v_entries_made WHERE cause IS NOT NULL;
CREATE OR REPLACE TEMP TABLE v_causes AS
SELECT seq, batch, type FROM core.packed_events
WHERE seq IN (SELECT seq FROM v_caused UNION ALL SELECT cause FROM v_caused);

-- Groups that are not their event's as the facts are now: it may have had them.
CREATE OR REPLACE TEMP TABLE v_past_groups AS
SELECT group_hash, seq FROM core.states ANTI JOIN v_groups USING (group_hash, seq);

WITH spans AS (
    SELECT batch, sum(lines) OVER (ORDER BY batch) - lines AS first, sum(lines) OVER (ORDER BY batch) AS past
    FROM core.batches
),
places AS (
    SELECT b.batch, s.source, b.first, b.past, w.to_position
    FROM spans AS b INNER JOIN core.batch_sources AS w ON b.batch = w.batch INNER JOIN core.sources AS s ON w.source = s.name
),
misplaced AS (
    SELECT l.kept, count(*) AS violations
    FROM v_told_lines AS l LEFT JOIN places AS p ON l.batch = p.batch AND l.source = p.source
    WHERE p.batch IS NULL OR l.seq < p.first OR l.seq >= p.past OR l.position < 0 OR l.position >= p.to_position
        OR l.number < 1
    GROUP BY l.kept
),
disordered AS (
    SELECT kept, count(*) AS violations FROM (
        SELECT kept, position, number, lag(position) OVER same AS position_before, lag(number) OVER same AS number_before
        FROM v_told_lines WINDOW same AS (PARTITION BY batch, source, kept = 'redrives' ORDER BY seq))
    WHERE position < position_before OR (position = position_before AND number <= number_before) GROUP BY kept
),
-- a word of bits for 32 lines: where two are one, it has fewer bits than there are lines
twice AS (
    SELECT coalesce(sum(lines - bits), 0) AS violations FROM (
        SELECT count(*) AS lines, bit_count(bit_or(1::UBIGINT << (seq & 31))) AS bits FROM v_lines GROUP BY seq >> 5)
),
read_first AS (
    SELECT batch, sum(ids) AS ids FROM (
        SELECT batch, count(*) AS ids FROM v_bodies_batches ANTI JOIN v_shared USING (seq) GROUP BY batch
        UNION ALL
        SELECT batch, count(*) FROM (SELECT min(batch) AS batch FROM v_shared GROUP BY event_id) GROUP BY batch)
    GROUP BY batch
),
told AS (
    SELECT seq, core.event_text(event_uuid, event_name) AS event_id, id_hash FROM core.packed_events
    WHERE seq IN (SELECT seq FROM core.redrives)
        OR id_hash IN (SELECT hash64(event_id) FROM core.redrives)
    UNION ALL
    SELECT seq, event_id, id_hash FROM core.facts
),
first_told AS (
    SELECT event_id, min(seq) AS first FROM told GROUP BY event_id
),
-- by blocks of lines, whether those that have a first entry are those that are due one
entered AS (
    SELECT seq >> 14 AS block, sum(hash(seq, batch)) AS h FROM core.packed_firsts GROUP BY block
),
due AS (
    SELECT seq >> 14 AS block, sum(hash(seq, batch)) AS h FROM core.packed_events ANTI JOIN core.losers USING (seq, batch)
    GROUP BY block
),
unlike AS (
    SELECT block FROM entered FULL JOIN due USING (block) WHERE entered.h IS DISTINCT FROM due.h
),
entries AS (
    SELECT
        n.*, lag(n.amount) OVER same AS amount_before, lag(n.batch) OVER same AS batch_before,
        lag(row(disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict, fact, cause)) OVER same
            AS before
    FROM v_entries_made AS n SEMI JOIN core.packed_corrections USING (seq)
    WINDOW same AS (PARTITION BY n.seq ORDER BY n.batch, n.amount)
),
passed AS (
    SELECT
        *, lag(to_position) OVER same AS left_at, lag(kind) OVER same AS kind_before,
        row_number() OVER (PARTITION BY source ORDER BY batch DESC) = 1 AS is_last
    FROM core.batch_sources WINDOW same AS (PARTITION BY source ORDER BY batch)
),
stateful AS (
    SELECT seq, type, actor_id, post_id, ad_id, creator_id, comment_id FROM core.packed_events
    WHERE seq IN (SELECT seq FROM v_past_groups)
),
groups AS (
    SELECT seq, group_hash(type, actor_id, post_id, ad_id, creator_id, comment_id, false, NULL) AS group_hash
    FROM stateful
    UNION
    SELECT
        e.seq, group_hash(e.type, e.actor_id, e.post_id, e.ad_id, e.creator_id, e.comment_id, true,
            f.post_id)
    FROM stateful AS e INNER JOIN (
        SELECT core.id_code(ad_id) AS ad_id, core.id_code(post_id) AS post_id FROM core.facts
        WHERE type = 'ad_created' AND identity_type <> 'CUSTOMIZED_USER') AS f USING (ad_id)
)
SELECT kept || ', batch_sources: lines' AS name, 'each is a line of its batch and source, in the order read' AS law,
    coalesce(m.violations, 0) + coalesce(d.violations, 0) AS violations
FROM (VALUES ('packed_events'), ('facts'), ('dead_letters'), ('redrives')) AS k (kept)
LEFT JOIN misplaced AS m USING (kept) LEFT JOIN disordered AS d USING (kept)
UNION ALL
SELECT 'packed_events, facts, dead_letters: ordinals', 'each line is kept once', (
    SELECT violations FROM twice)
UNION ALL
SELECT 'packed_firsts: batches', 'each is of its event''s own batch', (
    SELECT count(*) FROM core.packed_firsts ANTI JOIN (
        SELECT seq, batch FROM core.packed_events WHERE seq >> 14 IN (SELECT block FROM unlike)) USING (seq, batch)
    WHERE seq >> 14 IN (SELECT block FROM unlike))
UNION ALL
SELECT 'batches: order', 'numbered from 1, each recorded after the one before', (
    SELECT count(*) FROM (
        SELECT
            batch <> row_number() OVER (ORDER BY batch) AS gap,
            recorded_at <= lag(recorded_at) OVER (ORDER BY batch) AS back FROM core.batches)
    WHERE gap OR back)
UNION ALL
SELECT 'batches: accepted', 'batch by batch, accepted = event ids that were read for the first time', (
    SELECT count(*) FROM core.batches AS b LEFT JOIN read_first AS f ON b.batch = f.batch
    WHERE b.accepted <> coalesce(f.ids, 0))
UNION ALL
SELECT 'batches: corrections', 'batch by batch as many as were counted, and no more fast lines than valid ones', (
    SELECT count(*) FROM core.batches AS b LEFT JOIN (
        SELECT batch, count(*) AS entries FROM core.packed_corrections GROUP BY batch) AS c ON b.batch = c.batch
    WHERE b.corrections <> coalesce(c.entries, 0) OR b.fast_lines NOT BETWEEN 0 AND b.lines - b.dead_letters)
UNION ALL
SELECT 'batches, meta: tzdata_version', 'the store has the time zones of its last batch', (
    SELECT count(*) FROM (SELECT tzdata_version FROM core.batches ORDER BY batch DESC LIMIT 1)
    WHERE tzdata_version IS DISTINCT FROM (SELECT max(value) FROM core.meta WHERE key = 'tzdata_version'))
UNION ALL
SELECT 'meta: keys', 'nothing else is recorded, and nothing twice', (
    SELECT count(*) FROM (SELECT key, min(value) AS value, count(*) AS times FROM core.meta GROUP BY key)
    WHERE times > 1 OR value = '' OR (
        key NOT IN ('schema_version', 'engine_version', 'tzdata_version', 'rule')
        AND NOT (regexp_full_match(value, '[0-9]+') AND key IN (
            SELECT 'merged.' || table_name FROM duckdb_tables() WHERE schema_name = 'core'))))
UNION ALL
SELECT 'batch_sources: chain', 'each batch goes on where the one before left its source', (
    SELECT count(*) FROM passed
    WHERE from_position <> CASE WHEN kind = 'stdin' THEN 0 ELSE coalesce(left_at, 0) END OR kind <> kind_before
        OR batch NOT IN (SELECT batch FROM core.batches))
    + (SELECT count(*) - count(DISTINCT row(batch, source)) FROM core.batch_sources)
UNION ALL
SELECT 'positions, batch_sources', 'each source stands where its last batch left it, past its lines', (
    SELECT count(*) FROM core.positions AS p FULL JOIN (SELECT * FROM passed WHERE is_last) AS l ON p.source = l.source
    LEFT JOIN core.sources AS s ON p.source = s.name
    LEFT JOIN (SELECT batch, source, max(number) AS number FROM v_lines GROUP BY batch, source) AS n
        ON l.batch = n.batch AND s.source = n.source
    WHERE p.position IS DISTINCT FROM l.to_position OR p.kind IS DISTINCT FROM l.kind OR p.number < n.number
        OR NOT json_valid(p.state))
    + (SELECT count(*) - count(DISTINCT source) FROM core.positions)
UNION ALL
SELECT 'sources: names', 'each has one number and one name, and is one that a batch read', (
    SELECT count(*) - count(DISTINCT name) + count(*) - count(DISTINCT source) FROM core.sources)
    + (SELECT count(*) FROM core.sources WHERE name NOT IN (SELECT source FROM core.batch_sources))
UNION ALL
SELECT 'dead_letters: bytes', 'the bytes kept whole are those that were read, and each has a reason', (
    SELECT count(*) FROM core.dead_letters
    WHERE len(reasons) = 0 OR NOT regexp_full_match(sha256, '[0-9a-f]{64}')
        OR CASE WHEN length = octet_length(raw) THEN sha256 <> sha256(raw)
            ELSE length < octet_length(raw) OR length <= $line_bytes_max END)
UNION ALL
SELECT 'batches, redrives', 'batch by batch as many lines mend a dead letter as were counted, each once', (
    SELECT count(*) FROM core.batches AS b LEFT JOIN (
        SELECT batch, count(*) AS lines FROM core.redrives GROUP BY batch) AS r ON b.batch = r.batch
    WHERE b.redriven <> coalesce(r.lines, 0))
    + (SELECT count(*) - count(DISTINCT seq) FROM core.redrives)
UNION ALL
SELECT 'redrives: events', 'each is a line of its event, accepted where it was the first', (
    SELECT count(*) FROM core.redrives AS r
    LEFT JOIN v_lines AS l ON r.seq = l.seq
    LEFT JOIN first_told AS b ON r.event_id = b.event_id
    LEFT JOIN told AS own ON r.seq = own.seq
    WHERE b.first IS NULL OR b.first > r.seq OR r.accepted <> (b.first = r.seq)
        OR own.event_id <> r.event_id OR l.kept = 'dead_letters'
        OR (l.seq IS NOT NULL AND row(l.source, l.position, l.number) <> row(r.source, r.position, r.number))
        OR r.of_position < 0 OR r.of_number < 0)
UNION ALL
SELECT 'packed_firsts, packed_corrections: chain', 'each reversal takes back what stood, and what moves stands anew', (
    SELECT count(*) FROM entries
    WHERE amount NOT IN (-1, 1) OR amount IS NOT DISTINCT FROM amount_before OR CASE WHEN amount = 1
        THEN batch_before IS NOT NULL AND batch <> batch_before
        ELSE batch <= batch_before OR before IS DISTINCT FROM
            row(disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict, fact, cause) END)
UNION ALL
SELECT 'packed_firsts, packed_corrections: decided', 'each entry names the fact and the event that decided it, read by then', (
    SELECT count(*) FROM v_entries_made AS n
    LEFT JOIN (
        SELECT f.seq, f.batch, f.type, core.id_code(f.ad_id) AS ad_id FROM core.facts AS f) AS f ON n.fact = f.seq
    WHERE (n.cause IS NOT NULL) <> (n.disposition IN ('redundant', 'spark_after_view') OR n.sign = -1)
        OR (n.sign = 1 AND (n.fact IS NULL) <> (n.disposition IN ('organic', 'unknown_ad')))
        OR (n.fact IS NOT NULL AND (f.seq IS NULL OR f.batch > n.batch
            OR f.type NOT IN ('ad_created', 'authorization_granted', 'authorization_extended')
            OR (f.type = 'ad_created' AND n.to_ad <> f.ad_id))))
    + (SELECT count(*) FROM v_caused AS n
    INNER JOIN v_causes AS e ON n.seq = e.seq
    LEFT JOIN v_causes AS c ON n.cause = c.seq
    WHERE c.seq IS NULL OR c.batch > n.batch OR c.type NOT IN (e.type, 'view'))
UNION ALL
SELECT 'states: groups', 'each row is a group that its event has or had, once', (
    SELECT count(*) FROM v_past_groups ANTI JOIN groups USING (group_hash, seq))
    + (SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT group_hash, seq FROM core.states)) FROM core.states)
UNION ALL
SELECT 'names: codes', 'each name has one code below 0, and each code one', (
    SELECT count(*) FROM core.names WHERE code >= 0 OR name_hash <> hash64(name))
    + (SELECT count(*) - count(DISTINCT code) + count(*) - count(DISTINCT name) FROM core.names)
UNION ALL
SELECT 'names, packed_events: ids', 'each id is a code that there is, or an actor''s number, and each event has one id', (
    SELECT count(*) FROM core.packed_events WHERE (event_uuid IS NULL) = (event_name IS NULL))
    + (SELECT count(*) FROM (
        SELECT DISTINCT post_id AS code FROM core.packed_events
        UNION SELECT DISTINCT ad_id FROM core.packed_events
        UNION SELECT DISTINCT creator_id FROM core.packed_events
        UNION SELECT DISTINCT actor_id FROM core.packed_events WHERE actor_id < 1)
    WHERE code IS NOT NULL AND code NOT IN (SELECT code FROM core.names))
    + (SELECT count(*) FROM core.names
    WHERE core.packed_id(name) IS NOT NULL AND code IN (SELECT actor_id FROM core.packed_events WHERE actor_id < 1))
UNION ALL
SELECT 'first_boosts: batches', 'a post has one row a batch', (
    SELECT count(*) - count(DISTINCT row(post_id, batch)) FROM core.first_boosts)
    + (SELECT count(*) FROM core.first_boosts WHERE batch NOT IN (SELECT batch FROM core.batches))
UNION ALL
SELECT 'digests: parts', 'only the parts that are kept up', (
    SELECT count(*) FROM core.digests WHERE part NOT IN ('bodies', 'placements', 'exceptions'));
