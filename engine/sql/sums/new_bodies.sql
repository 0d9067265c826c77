-- An md5 for each body that a batch adds. In: b_read, b_facts, b_drop. Out: h. $facts: store/body.sql of facts.
SELECT body AS h FROM b_read WHERE seq NOT IN (SELECT seq FROM b_drop)
UNION ALL
SELECT md5_number($facts) FROM b_facts WHERE seq NOT IN (SELECT seq FROM b_drop)
