-- An md5 for each body that a batch adds. In: b_read, b_drop. Out: h. $canonical is the contract's canonical text.
SELECT md5_number(concat(event_id, chr(31), epoch_us(occurred_at), chr(31), $canonical)) AS h
FROM b_read WHERE seq NOT IN (SELECT seq FROM b_drop)
