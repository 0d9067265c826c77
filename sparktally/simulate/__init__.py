"""Logs made up by chance: seeded, realistic, of any size; what `sparktally simulate` writes.

- `knobs`: what a log is like, each knob with its meaning and bounds.
- `world`: the knobs to a database that computes any part of the log; `sql/` holds how.
- `chunks`: its pieces in the order of arrival, some made at a time on every core.
- `sinks`: chunks to NDJSON, compressed or not, or Parquet.
- `write`: a whole log into a file.

Posts have Zipf popularity, days their hours; ads are Spark and non-Spark, on codes that end, are extended or
revoked; engagements follow views of the same actor on the same surface, removes follow adds; some lines are
duplicates, late, out of order, in conflict or spoiled. One seed, the same knobs and the same version of
DuckDB give the same bytes: nothing but the seed is left to chance.

May not live here: the terminal, files' names taken (the command writes beside and renames), stores.
"""
