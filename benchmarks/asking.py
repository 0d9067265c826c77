"""What `post ID --json` does, a step after the other, run as a process of its own.

In: the store and the post's id, as arguments. Out: what the command prints, and a last line with the
milliseconds that each step took, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from itertools import pairwise
from pathlib import Path


def main() -> None:
    """The steps of the command, each with what it loads."""
    store, post = Path(sys.argv[1]), sys.argv[2]
    clock = time.perf_counter
    times = [clock()]
    cli = import_module("sparktally.__main__")
    sys.meta_path.insert(0, cli.NoPandas())
    import_module("sparktally.cli").app_for(["post"])
    times.append(clock())
    reader = import_module("engine.reader").Reader
    times.append(clock())
    with reader.open(store) as opened:
        times.append(clock())
        row = import_module("sparktally.cli.one").the_row(opened, "post_totals", "post_id", post, store)
        times.append(clock())
    times.append(clock())
    import_module("sparktally.cli.output").write_json(row)
    times.append(clock())
    cells = [(b - a) * 1000 for a, b in pairwise(times)]
    names = ("loading the command line", "loading DuckDB", "opening", "asking", "closing", "writing")
    print(json.dumps(dict(zip(names, cells, strict=True))))


if __name__ == "__main__":
    main()
