# sparktally's tasks. `make` lists them.
# Everything runs in .venv, made from a lock with hashes by the first task that needs it.
# PYTHON=/path/to/python3 chooses the Python to make it with (3.11 or newer).

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := examples/kuairand/log.ndjson
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup setup-run demo test lint types check prove bench build lock reference picture clean

help: ## List the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Make .venv with everything that development needs
	@scripts/setup.sh $(VENV) requirements-dev.lock "$(PYTHON)"

setup-run:
	@scripts/setup.sh $(VENV) requirements.lock "$(PYTHON)"

demo: setup-run $(EXAMPLE) ## Replay the example log into build/demo.duckdb and show what it says
	@$(BIN)/python -m scripts.demo

$(EXAMPLE): $(wildcard examples/kuairand/*.py examples/kuairand/data/*.gz) | setup-run
	@$(BIN)/python examples/kuairand/build.py

test: setup ## Run the tests (under 6 minutes on 2 cores)
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m "not prove"

lint: setup ## Check style, format and the arrows between the packages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

types: setup ## Check the types
	$(BIN)/mypy

check: test lint types build demo ## Run all that a change has to pass

prove: setup $(EXAMPLE) ## Run the long proofs and write their figures into docs/ (long)
	mkdir -p build
	$(BIN)/pytest -n $(WORKERS) -m prove --junitxml build/prove.xml -o junit_family=xunit1
	$(BIN)/python -m scripts.proofs build/prove.xml docs/proofs.md
	$(BIN)/python -m tests.mutation.run --write docs/explanation/mutants.md
	$(MAKE) bench

bench: setup $(EXAMPLE) ## Measure all that docs/benchmarks.md says, and write it there (an hour, 35 GB)
	$(BIN)/python -m benchmarks --write docs/benchmarks.md
	$(BIN)/python -m scripts.figures

build: setup ## Build dist/, install the wheel outside the checkout and run it there
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist
	scripts/check_wheel.sh dist/*.whl "$(PYTHON)"

lock: ## Rewrite the locks from pyproject.toml (UPGRADE=1: with newer versions)
	PYTHON="$(PYTHON)" scripts/lock.sh $(if $(UPGRADE),--upgrade)

reference: setup ## Rewrite the generated pages, the outputs of examples and the picture
	$(BIN)/python -m scripts.cli_reference docs/reference/cli.md
	$(BIN)/python -m scripts.json_schemas docs/reference/schemas
	$(BIN)/python -m scripts.reference docs
	$(BIN)/python -m scripts.pages --write README.md docs/tutorial.md docs/how-to/*.md
	$(BIN)/python -m scripts.notebook --write
	$(MAKE) picture

picture: setup $(EXAMPLE) ## Draw docs/demo.svg anew
	$(BIN)/python -m scripts.demo --svg docs/demo.svg

clean: ## Remove what was made, but .venv
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis $(EXAMPLE)
