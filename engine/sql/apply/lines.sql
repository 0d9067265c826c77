-- Where each line of the batch stood. In: arrow_lines (seq, source: its number in core.sources, position, number: of the
-- line in it). Out: b_lines.
CREATE OR REPLACE TEMP TABLE b_lines AS SELECT * FROM arrow_lines;
