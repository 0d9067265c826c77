-- In:  a relation of seq BIGINT, line VARCHAR (valid UTF-8), given by name, and the columns of it to hand through.
-- Out: seq, the columns handed through, ok BOOLEAN, then the columns of an event; one row a line. Where not ok,
--      the columns are anything.
-- A line is ok only when all of this is proved, else it is left to the models:
--   plain:   one JSON object by DuckDB's lenient reader, without backslashes and DEL, so a text is its token's inside.
--   exact:   it is strict JSON, its members are flat, and no key stands twice; shown in the cheapest way that does:
--            its length is that of the tokens of its type's own fields (own_length), so nothing else is in it;
--            or that of its minified text is, with the type's own fields that are null or empty there, and what
--            minifying hides (a last comma, a minus zero) is surely not in it;
--            or it is a flat object by a regular expression, and all its keys differ (it has fields of no meaning).
--   checks:  every rule of its type; `bit` is the type's bit in masks. They refuse every token that is neither
--            text nor an integer, so none that the reader rewrites can make up for a missing length.
-- Tokens are as written ("text" in its quotes), so a number never passes for text, nor text for a number.
SELECT
    seq,{carried}
    coalesce(
        CASE
            WHEN minified IS NULL THEN own_length = strlen(plain)
            WHEN NOT ({hidden}) AND (
                strlen(minified) = own_length
                OR strlen(minified) = own_length + CASE bit
{missing_lengths}
                END
            ) THEN true
            ELSE regexp_full_match(plain, '{flat}') AND list_unique(json_keys(plain)) = len(json_keys(plain))
        END
        AND CASE bit
{checks}
        END,
        false
    ) AS ok,
{values}
FROM (
    SELECT *, CASE WHEN own_length <> strlen(plain) THEN json(plain) END AS minified
    FROM (
        SELECT
            *,
            CASE bit
{own_lengths}
            END AS own_length
        FROM (
            SELECT
                seq,{carried}
                plain,
                CASE type {bits} ELSE 0 END AS bit,
{tokens}
            FROM (
                SELECT seq,{carried} plain, unnest(json_transform(plain, '{shape}'))
                FROM (
                    SELECT
                        seq,{carried}
                        CASE
                            WHEN starts_with(line, '{{') AND strlen(line) <= {bytes_max}
                                AND NOT contains(line, '\') AND NOT contains(line, chr(127)) AND json_valid(line)
                            THEN line
                        END AS plain
                    FROM {relation}
                ) AS lines
            ) AS parsed
        ) AS tokens
    ) AS measured
) AS compared
