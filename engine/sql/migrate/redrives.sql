-- Schema 1 to 2: what became of dead letters. In: the tables of schema 1. Out: core.redrives, core.batches.redriven.
CREATE TABLE core.redrives (
    seq BIGINT NOT NULL, batch INTEGER NOT NULL, source INTEGER NOT NULL, position BIGINT NOT NULL,
    number BIGINT NOT NULL, event_id VARCHAR NOT NULL, accepted BOOLEAN NOT NULL, of_source VARCHAR NOT NULL,
    of_position BIGINT NOT NULL, of_number BIGINT NOT NULL, of_sha256 VARCHAR NOT NULL);

ALTER TABLE core.batches ADD COLUMN redriven BIGINT DEFAULT 0;
ALTER TABLE core.batches ALTER COLUMN redriven SET NOT NULL;
ALTER TABLE core.batches ALTER COLUMN redriven DROP DEFAULT;
