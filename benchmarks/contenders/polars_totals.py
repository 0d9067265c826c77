"""Per-post totals by polars: `polars_totals.py LOG OUT.csv`."""

from __future__ import annotations

import sys

import polars as pl

TYPES = ("view", "like", "favorite", "comment", "share", "follow", "duet", "stitch")
SURFACES = ("organic", "paid")
FIELDS = ("event_id", "type", "surface", "actor_id", "post_id", "ad_id", "action", "identity_type")


def main(log: str, out: str) -> None:
    """Count, and write a row a post."""
    event = pl.Struct(dict.fromkeys(FIELDS, pl.String))
    lines = (
        pl.scan_lines(log, name="line")
        .filter(
            pl.col("line").str.ends_with("}")
        )  # a torn line would end the run, whatever it is told to ignore
        .select(pl.col("line").str.json_decode(event))
        .unnest("line")
    )
    spark = (
        lines.filter(pl.col("type") == "ad_created", pl.col("identity_type") != "CUSTOMIZED_USER")
        .select("ad_id", pl.col("post_id").alias("ad_post"))
        .unique("ad_id")
    )
    sign = pl.when(pl.col("action") == "remove").then(-1).otherwise(1)
    known = pl.col("type").is_in(TYPES) & pl.col("surface").is_in(SURFACES) & pl.col("actor_id").is_not_null()
    totals = (
        lines.filter(known)
        .unique("event_id")
        .join(spark, on="ad_id", how="left")
        .with_columns(
            pl.when(pl.col("surface") == "paid").then("ad_post").otherwise("post_id").alias("post_id"),
            sign.alias("sign"),
        )
        .drop_nulls("post_id")
        .group_by("post_id")
        .agg(
            pl.col("sign")
            .filter(pl.col("type") == kind, pl.col("surface") == surface)
            .sum()
            .alias(f"{kind}_{surface}")
            for kind in TYPES
            for surface in SURFACES
        )
    )
    totals.collect(engine="streaming").write_csv(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
