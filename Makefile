# make run      the demo site, published and served on http://127.0.0.1:8000 (PORT=… changes it)
# make test     formatting, lint, types and the whole test suite
#
# Needs Python 3.11 or newer and make, nothing else; no root. All that is installed goes into .venv.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: run test suite fuzz guided lint format types docs lock wheel screenshots clean help

PORT    ?= 8000
HOST    ?= 127.0.0.1
SITE    ?= data/demo
WORKERS ?= 2
MINUTES ?= 10
SOURCES ?= data
# A distribution's own Python is built with profiles, which many others are not: the same work takes it a sixth less.
PYTHON  ?= $(or $(shell for p in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done),python3)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -4
	@echo "Also: fuzz guided lint format types docs lock wheel screenshots clean"

run: .venv/run.stamp .venv/frontend.stamp
	$(BIN)/lod publish $(SITE)
	@echo "The site is on http://$(HOST):$(PORT) until you press Ctrl-C."
	@$(BIN)/lod serve $(SITE) --host $(HOST) --port $(PORT) --workers $(WORKERS)

# Types are checked beside the tests: by itself that takes one processor and leaves the others idle.
test: lint
	@$(MAKE) --no-print-directory -j 2 types suite

suite: .venv/test.stamp
	$(BIN)/python -m pytest -q -n 3

# The properties once more, with examples that are drawn anew each time; then real sources, damaged for MINUTES.
fuzz: .venv/test.stamp
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -q -n 2 -m hypothesis
	$(BIN)/python -m tests.fuzzing $(SOURCES) --minutes $(MINUTES) --seed $$RANDOM

# Fuzzing led by the branches that a text takes, of one TARGET: a format, or query, search, header. Linux only.
TARGET  ?= query
guided: .venv/test.stamp
	$(PIP) install --quiet 'atheris>=3'
	nice $(BIN)/python -m tests.fuzzing.guided $(TARGET) --minutes $(MINUTES)

lint: .venv/test.stamp .venv/frontend.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/test.stamp
	$(BIN)/mypy --strict

format: .venv/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# docs/commands.md from the command line's own help, and all of docs as a site in build/docs; dead links are errors
docs: .venv/test.stamp
	$(BIN)/python docs/make_commands.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet

# a page of each kind, as a browser shows it, in screenshots/; and the picture of the README
screenshots: .venv/test.stamp .venv/frontend.stamp
	$(BIN)/python docs/make_screenshot.py
	$(BIN)/python -m pytest -q -n 0 tests/browser --screenshots screenshots

# the wheel and the source distribution, in dist/
wheel: .venv/test.stamp .venv/frontend.stamp
	rm -rf dist
	$(BIN)/python -m hatchling build

# New versions of all libraries, from PyPI, for every platform; look at the difference before committing it.
COMPILE = $(BIN)/uv pip compile --no-config --no-header --default-index https://pypi.org/simple --universal \
	--python-version 3.11 --generate-hashes --quiet pyproject.toml
lock: .venv/test.stamp
	$(PIP) install --quiet uv
	$(COMPILE) --upgrade --output-file requirements.lock
	$(COMPILE) --extra dev --upgrade --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf .venv dist build screenshots var data/demo/var
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/python.stamp: pyproject.toml .ci/environment.py
	@$(PYTHON) --version >/dev/null || { echo "Python 3.11 or newer is needed: https://www.python.org/downloads/"; exit 1; }
	@$(PYTHON) .ci/environment.py .venv
	@touch $@

.venv/run.stamp: requirements.lock .venv/python.stamp
	$(PIP) install --quiet --require-hashes --requirement requirements.lock
	@touch $@

# The editor and the typefaces; without a network pages do without them, and the next make tries again.
.venv/frontend.stamp: webapp/frontend/package-lock.json .ci/frontend.py .venv/python.stamp
	@$(BIN)/python .ci/frontend.py && touch $@ || true

# All of requirements.lock is in it, in the same versions (tests/test_packaging.py).
.venv/test.stamp: requirements-dev.lock requirements.lock .venv/python.stamp
	$(PIP) install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@ .venv/run.stamp
