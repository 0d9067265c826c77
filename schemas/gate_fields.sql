-- The fields of each line as JSON tokens, for either gate. In: a relation of seq, line and the columns to hand through, the
-- fields asked for as a shape of JSON. Out: seq, the columns handed through, plain, the fields. `plain` is the line where
-- it is one JSON object by DuckDB's lenient reader, without backslashes and DEL, so that a text is its token's inside.
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
