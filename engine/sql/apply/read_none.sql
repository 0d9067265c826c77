-- Where the batch's valid lines will be. In: $columns, the contract's but `type`; core.packed_events. Out, empty: b_read,
-- its engagements, ids packed as in the store; b_text, with the contract's columns: facts, and engagements that the
-- scanner left, which apply/pack.sql adds to b_read; b_codes, see apply/names.sql.
CREATE OR REPLACE TEMP TABLE b_read AS
SELECT * EXCLUDE (batch), NULL::UBIGINT AS body_low, NULL::UBIGINT AS body_high FROM core.packed_events LIMIT 0;
CREATE OR REPLACE TEMP TABLE b_text (
    seq BIGINT, source INTEGER, position BIGINT, number BIGINT, id_hash UBIGINT, type event_type, $columns);
CREATE OR REPLACE TEMP TABLE b_codes (name VARCHAR, code BIGINT);
CREATE OR REPLACE TEMP VIEW b_facts AS FROM b_text WHERE actor_id IS NULL;
CREATE OR REPLACE TEMP VIEW b_lines AS
SELECT seq, source, position, number, id_hash, core.event_text(event_uuid, event_name) AS event_id FROM b_read
UNION ALL
SELECT seq, source, position, number, id_hash, event_id FROM b_facts;
