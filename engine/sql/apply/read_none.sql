-- Where the batch's valid lines will be. In: $columns, the contract's but `type`. Out: b_read, empty: seq (a line's
-- ordinal in the store), where it stood, its id's hash, and the contract's columns.
CREATE OR REPLACE TEMP TABLE b_read (
    seq BIGINT, source INTEGER, position BIGINT, number BIGINT, id_hash UBIGINT, type event_type, $columns);
