#!/usr/bin/env bash
# Install a wheel into a new environment outside the checkout and run it there: scripts/check_wheel.sh WHEEL [PYTHON]
# What it depends on comes from requirements.lock, as `make demo` installs it.
set -euo pipefail

wheel=$(realpath "$1")
lock=$(realpath requirements.lock)
log=$(realpath tests/cli/data/small.ndjson)
python=${2:-.venv/bin/python}

away=$(mktemp -d)
trap 'rm -rf "$away"' EXIT
"$python" -m venv "$away/venv"
cd "$away"
PATH="$away/venv/bin:$PATH"
unset PYTHONPATH
python -m pip --disable-pip-version-check install --quiet --require-hashes -r "$lock"
python -m pip --disable-pip-version-check install --quiet --no-deps "$wheel"

python - "$away" <<'CHECK'
import importlib
import sys
from pathlib import Path

for name in ("schemas", "engine", "streams", "sparktally"):
    where = Path(importlib.import_module(name).__file__).resolve()
    if Path(sys.argv[1]).resolve() not in where.parents:
        sys.exit(f"{name} comes from {where}, not from the wheel")
    if not (where.parent / "py.typed").exists():
        sys.exit(f"{name} has no py.typed")
CHECK

export SPARKTALLY_STORE=away.duckdb
sparktally --version
sparktally replay "$log" --json >summary.json
sparktally replay "$log" --json >again.json 2>said.txt
grep -q "nothing new to read" said.txt
sparktally posts --csv >posts.csv
test "$(wc -l <posts.csv)" -gt 1
sparktally schema view >view.json
python -m json.tool view.json >/dev/null
sparktally verify
python -c 'import sparktally; print(sparktally.Reader.open("away.duckdb").summary())'
echo "the wheel runs outside the checkout"
