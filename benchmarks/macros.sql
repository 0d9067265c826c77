-- In:  the one-row table knobs. Out: the draws and the clock that facts.sql and events.sql are made of.

-- draw: 64 bits for thing n and purpose why; u: the same as a number from 0 up to, not including, 1
CREATE OR REPLACE MACRO draw(n, why) AS hash(n::BIGINT, why, getvariable('seed'));
CREATE OR REPLACE MACRO u(n, why) AS (draw(n, why) >> 11) / 9007199254740992.0;

-- at_ms: when engagement line i is sent, in epoch ms; days are even, their hours are not (evenings are full)
CREATE OR REPLACE MACRO day_of(i) AS i / getvariable('engagements') * getvariable('days');
CREATE OR REPLACE MACRO at_ms(i) AS
    getvariable('start_ms') + (86400000.0 * (day_of(i) - 0.11 * sin(2 * pi() * (day_of(i) - 0.83))))::BIGINT;

-- earlier: the number of a line some blocks before src, in one of the places (0 to 999) of its block
CREATE OR REPLACE MACRO earlier(src, places) AS
    greatest(src // 1000 - 1 - (draw(src, 'back') % 40)::BIGINT, 0) * 1000
    + places[1 + (draw(src, 'place') % len(places))::BIGINT];

-- digits: an id of 19 digits that begins with `head`; uuid: the id of the event called name
CREATE OR REPLACE MACRO digits(head, n) AS (head * 100000000000000000 + (n % 100000000000000000)::BIGINT)::VARCHAR;
CREATE OR REPLACE MACRO uuid(name) AS md5(name)::UUID::VARCHAR;
