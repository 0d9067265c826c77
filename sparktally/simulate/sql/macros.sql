-- In:  the knobs, each a variable. Out: the draws, the clock and the world that facts and engagements are made of.
-- All is computed from numbers: no post, ad or actor is stored, so a log of any size is made piece by piece.

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

-- digits: an id of 19 digits that begins with `head`; uuid: an id of the shape of a random UUID, of two draws
CREATE OR REPLACE MACRO digits(head, n) AS (head * 100000000000000000 + (n % 100000000000000000)::BIGINT)::VARCHAR;
CREATE OR REPLACE MACRO uuid_of(a, b) AS lower(concat(
    to_hex(2147483648 | (a & 2147483647)), '-', to_hex(32768 | ((a >> 32) & 32767)), '-',
    to_hex(16384 | ((a >> 48) & 4095)), '-', to_hex(32768 | (b & 16383)), '-', to_hex(140737488355328 | (b >> 17))
));
CREATE OR REPLACE MACRO uuid(n, why) AS uuid_of(draw(n, why), draw(n, why || '+'));

-- a post by its rank k: two in five are older than the log, the others come evenly
CREATE OR REPLACE MACRO old_posts() AS (getvariable('posts') * 0.4)::BIGINT;
CREATE OR REPLACE MACRO post_of(k) AS digits(74, draw(k, 'post'));
CREATE OR REPLACE MACRO creator_of(k) AS digits(68, draw((k ** 0.9)::BIGINT, 'creator'));
CREATE OR REPLACE MACRO long_ms(k) AS 5000 + (draw(k, 'length') % 55000)::BIGINT;
CREATE OR REPLACE MACRO published_ms(k) AS
    CASE
        WHEN k < old_posts() THEN getvariable('start_ms') - 1000 - (draw(k, 'published') % 864000000)::BIGINT
        ELSE getvariable('start_ms')
            + (getvariable('days') * 86400000.0 * (k / getvariable('posts') - 0.4) / 0.6)::BIGINT
    END;

-- an ad by its number a: on an old post, running for a fifth of the log's days
CREATE OR REPLACE MACRO is_spark(a) AS u(a, 'spark') < getvariable('spark_share');
CREATE OR REPLACE MACRO post_rank_of(a) AS (old_posts() ** u(a, 'post of ad'))::BIGINT;
CREATE OR REPLACE MACRO ad_of(a) AS (1700000000000000 + (draw(a, 'ad') % 100000000000000)::BIGINT)::VARCHAR;
CREATE OR REPLACE MACRO code_of(a) AS '#' || (100000000000 + (draw(a, 'code') % 900000000000)::BIGINT);
CREATE OR REPLACE MACRO has_code(a) AS is_spark(a) AND u(a, 'identity') < 0.6;
CREATE OR REPLACE MACRO begins_ms(a) AS
    getvariable('start_ms') + (getvariable('days') * 86400000.0 * (1.25 * a / getvariable('ads') - 0.25))::BIGINT;
CREATE OR REPLACE MACRO advertisers() AS greatest(getvariable('ads') // 12, 1);
