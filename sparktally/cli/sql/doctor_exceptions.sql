-- In: exceptions. Out: the kinds that no other check of doctor is about.
SELECT kind, count(*) AS exceptions, min(detail) AS such_as
FROM exceptions WHERE kind NOT IN ('unknown_ad', 'unauthorized', 'orphan') GROUP BY kind ORDER BY exceptions DESC, kind
