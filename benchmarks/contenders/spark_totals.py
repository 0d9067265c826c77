"""Per-post totals by Spark on two local cores: `spark_totals.py LOG OUT.csv`."""

from __future__ import annotations

import sys
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import StringType, StructField, StructType

TYPES = ("view", "like", "favorite", "comment", "share", "follow", "duet", "stitch")
SURFACES = ("organic", "paid")
FIELDS = ("event_id", "type", "surface", "actor_id", "post_id", "ad_id", "action", "identity_type")


def main(log: str, out: str) -> None:
    """Count, and write a row a post, into one file of the folder `OUT.csv`."""
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.driver.memory": "6g",
    }
    builder = SparkSession.builder.master("local[2]").appName("totals")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    schema = StructType([StructField(name, StringType()) for name in FIELDS])
    lines = spark.read.schema(schema).option("mode", "DROPMALFORMED").json(log)
    ads = (
        lines.filter((f.col("type") == "ad_created") & (f.col("identity_type") != "CUSTOMIZED_USER"))
        .select("ad_id", f.col("post_id").alias("ad_post"))
        .dropDuplicates(["ad_id"])
    )
    known = f.col("type").isin(*TYPES) & f.col("surface").isin(*SURFACES) & f.col("actor_id").isNotNull()
    placed = (
        lines.filter(known)
        .dropDuplicates(["event_id"])
        .join(f.broadcast(ads), "ad_id", "left")
        .withColumn(
            "post_id", f.when(f.col("surface") == "paid", f.col("ad_post")).otherwise(f.col("post_id"))
        )
        .withColumn("sign", f.when(f.col("action") == "remove", -1).otherwise(1))
        .filter(f.col("post_id").isNotNull())
    )
    sums = [
        f.sum(
            f.when((f.col("type") == kind) & (f.col("surface") == surface), f.col("sign")).otherwise(0)
        ).alias(f"{kind}_{surface}")
        for kind in TYPES
        for surface in SURFACES
    ]
    placed.groupBy("post_id").agg(*sums).coalesce(1).write.mode("overwrite").csv(f"{out}.parts", header=True)
    (part,) = Path(f"{out}.parts").glob("*.csv")
    part.rename(out)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
