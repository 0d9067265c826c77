-- The halves of an md5 for each body that a batch adds. In: b_read, b_facts, b_drop. Out: low, high. $facts: store/body.sql
-- of facts.
SELECT body_low AS low, body_high AS high FROM b_read ANTI JOIN b_drop USING (seq)
UNION ALL
SELECT low64(h), high64(h) FROM (SELECT md5_number($facts) AS h FROM b_facts ANTI JOIN b_drop USING (seq))
