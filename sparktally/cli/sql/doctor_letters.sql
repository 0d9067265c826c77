-- In: dead_letters, batches. Out: dead letters that nothing became of, by source and reason, each under its first, with their share of all lines.
SELECT
    source, reasons[1].code AS code, reasons[1].path AS path, count(*) AS letters,
    count(*) / (SELECT nullif(sum(lines), 0) FROM batches) AS share, min(letter) AS such_as
FROM dead_letters WHERE outcome IS NULL GROUP BY ALL ORDER BY letters DESC, source, code, path
