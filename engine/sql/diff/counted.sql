-- The corrections between two batches that a sum adds up. In: $later (diff/later.sql); $until, the later batch; the
-- counter's $amount and $condition. Out: the rows of $later, each with what it `adds`.
SELECT *, $amount AS adds FROM ($later) WHERE ($condition) AND NOT is_first AND batch <= $until
