-- The fast lane's first look: engagements written without spaces. Facts and all else are left to gate.sql.
-- In:  a relation of seq BIGINT, line VARCHAR (valid UTF-8), given by name, and the columns of it to hand through.
-- Out: seq, the columns handed through, ok BOOLEAN, then the columns of an event; one row a line. Where not ok, the
--      columns are anything.
-- A line is ok only when all of this is proved:
--   plain:   one JSON object by DuckDB's lenient reader, without backslashes and DEL, so a text is its token's inside.
--   exact:   its length is that of the tokens of the known fields and of what must stand around them, so nothing else
--            is in it: it is strict JSON, flat, and no key stands twice.
--   checks:  every rule of its type, column by column: what holds for some types alone is masked by the type's `bit`.
--            A field of another type is left to the models' own gate, and every token is text or an integer, so none
--            that the reader rewrites can make up for a missing length.
-- Tokens are as written ("text" in its quotes), so a number never passes for text, nor text for a number.
SELECT
    seq,{carried}
    coalesce(own_length = strlen(plain) AND bit <> 0
{checks}, false) AS ok,
{values}
FROM (
    SELECT *, {own_length} AS own_length
    FROM (
        SELECT
            seq,{carried}
            plain,
            CASE type {bits} ELSE 0 END AS bit,
{tokens}
{fields}
    ) AS tokens
) AS measured
