#!/usr/bin/env bash
# Rewrite both locks from pyproject.toml: scripts/lock.sh [--upgrade]
# Without --upgrade what is pinned stays where pyproject.toml allows it. For every platform and every Python
# that pyproject.toml allows, with the hashes of all files of a version, and without the address of any index.
set -euo pipefail

tools=build/lock-venv
if [ ! -x "$tools/bin/uv" ]; then
    "${PYTHON:-python3}" -m venv --clear "$tools"
    "$tools/bin/python" -m pip --disable-pip-version-check install --quiet "uv>=0.9"
fi

compile() {
    "$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@" >/dev/null
}

compile pyproject.toml --group build --extra dev --output-file requirements-dev.lock "$@"
compile pyproject.toml --group build --constraint requirements-dev.lock --output-file requirements.lock "$@"
