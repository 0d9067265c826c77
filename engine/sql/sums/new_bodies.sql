-- An md5 for each body that a batch adds. In: b_read, b_facts, b_drop. Out: h. $facts: store/body.sql of facts.
SELECT body AS h FROM b_read ANTI JOIN b_drop USING (seq)
UNION ALL
SELECT md5_number($facts) FROM b_facts ANTI JOIN b_drop USING (seq)
