-- An md5 for each body that a batch adds. In: b_read, b_drop. Out: h. $body is store/body.sql.
SELECT md5_number($body) AS h
FROM b_read WHERE seq NOT IN (SELECT seq FROM b_drop)
