# The day's commands. They need Python 3.11 (with venv) and make; the rest they fetch themselves.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.SILENT:
.PHONY: help demo test check bench bench-patterns bench-language monday screenshots fix lock clean

# Without compiled files every start takes three times as long.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -q
ARGS ?=

help:
	grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

demo: ## a demo service with invented people on this machine; ARGS="--afresh" makes it new
	tools/environment.sh run
	exec $(BIN)/betweenus demo $(ARGS)

test: ## everything, on SQLite and PostgreSQL, in Chromium
	tools/environment.sh test
	tools/chromium.sh
	exec $(BIN)/python tools/rounds.py $(ARGS)

check: ## lint, types, import contracts, fast tests: under a minute
	tools/environment.sh test
	exec $(BIN)/python tools/check.py

bench: ## speed of scoring, of the trail, and of the main pages beside a constant page
	tools/environment.sh test
	$(BIN)/python -m bench.scoring
	$(BIN)/python -m bench.trail || true  # it says what it missed; the pages come all the same
	exec $(BIN)/python -m bench.pages $(ARGS)

bench-patterns: ## how well patterns are found on simulated clients: half an hour; ARGS="--clients 20" for a look
	tools/environment.sh test
	OPENBLAS_NUM_THREADS=1 exec $(BIN)/python -m bench.patterns $(ARGS)

bench-language: ## how well told moments are found and codes suggested: a minute
	tools/environment.sh test
	OPENBLAS_NUM_THREADS=1 exec $(BIN)/python -m bench.language

monday: ## 200 clinicians and 1,000 clients for ten minutes; ARGS="--minutes 1" for a look, --keep for docs
	tools/environment.sh test
	tools/environment.sh load
	exec $(BIN)/python -m bench.monday $(ARGS)

screenshots: ## take the pictures in docs/screenshots anew
	tools/environment.sh test
	BETWEENUS_KEEP_SCREENSHOTS=1 $(PYTEST) tests/journeys/test_screenshots.py -k look

fix: ## let the formatter repair what it can, and write docs/made anew
	tools/environment.sh test
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .
	$(BIN)/python tools/make_docs.py

lock: ## compile the lock files from pyproject.toml
	tools/environment.sh test
	exec tools/lock.sh

clean: ## remove the environment, the demo and what tools left behind
	rm -rf .venv .venv-load var build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests tools bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
