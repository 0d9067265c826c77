#!/usr/bin/env bash
# Make a virtual environment from a lock: scripts/setup.sh VENV LOCK [PYTHON]
# Every file is checked against its hash in the lock; the project itself is installed editable.
# Done before with the same lock and pyproject.toml, it does nothing.
set -euo pipefail

venv=$1
lock=$2
wanted=${3:-}

fits() { # a Python of at least 3.11 that can make a virtual environment
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in ${wanted:-python3 python3.11 python3.12 python3.13 python3.14 python}; do
        if fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "no Python of at least 3.11 with its venv module found${wanted:+ (tried $wanted)}" >&2
    echo "  install one (on Debian and Ubuntu: python3 and python3-venv), or name one: make PYTHON=/path/to/python3" >&2
    return 1
}

stamp() { echo "$venv/.made-from-$(basename "$1")"; }

if ! fits "$venv/bin/python"; then
    python=$(find_python)
    "$python" -m venv --clear "$venv"
fi

if cat "$lock" pyproject.toml | cmp -s - "$(stamp "$lock")"; then
    exit 0
fi

echo "installing what $lock pins into $venv"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check "$@"; }
pip install --quiet --require-hashes -r "$lock"
pip install --quiet --no-deps --no-build-isolation --editable .
cat "$lock" pyproject.toml >"$(stamp "$lock")"
