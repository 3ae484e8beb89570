# demo: a simulated ward in the browser · test: everything · check: lint, types, contracts, sizes · bench · docs · clean
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench quality docs picture pictures clean

VENV ?= .venv
PORT ?= 8000
BEDS ?= 8
ARGS ?=
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install -c constraints.txt
OUTSIDE := contract or crash or browser
# What an installation is made of: when one of these is newer than the stamp, it is made again.
DASHBOARD := $(shell find app/dashboard -name node_modules -prune -o -type f -print 2>/dev/null)
SOURCES := pyproject.toml constraints.txt $(wildcard hatch_build.py) $(DASHBOARD)

help:
	@echo "make demo    a simulated ward of $(BEDS) beds on http://127.0.0.1:$(PORT) (PORT=, BEDS=, ARGS=--no-browser)"
	@echo "make test    lint, types, contracts, unit, property, API, crash and browser tests"
	@echo "make check   lint, types, import contracts, sizes and documents only"
	@echo "make bench   the performance table"
	@echo "make quality  sensitivity, false alarms and delays on labelled sessions (ARGS=--scorer PATH)"
	@echo "make docs    writes the generated tables of docs/ anew"
	@echo "make picture photographs the board for the README"
	@echo "make pictures draws the pages of a scripted record for docs/record.md"
	@echo "make clean   removes what was made"

$(VENV)/.made:
	@.ci/venv "$(VENV)" $(PYTHON)
	@touch $@

$(VENV)/.installed: $(VENV)/.made $(SOURCES)
	@echo "installing infusion-watch (the dashboard is built on the way; a minute the first time)"
	@$(PIP) -e . || { echo "the installation failed: the reason is above" >&2; exit 1; }
	@touch $@

$(VENV)/.developing: $(VENV)/.made $(SOURCES)
	@echo "installing infusion-watch and its test tools (a minute or two the first time)"
	@$(PIP) -e '.[dev]' || { echo "the installation failed: the reason is above" >&2; exit 1; }
	@touch $(VENV)/.installed $@

setup: $(VENV)/.developing

demo: $(VENV)/.installed
	@exec $(BIN)/infusion-watch demo --beds $(BEDS) --port $(PORT) $(ARGS)

check: $(VENV)/.developing
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@told=$$(PYTHONPATH=. $(BIN)/lint-imports --cache-dir .import_linter_cache 2>&1) || { echo "$$told"; exit 1; }
	@$(BIN)/python -m pytest -q tests/house
	@told=$$($(BIN)/python hatch_build.py check 2>&1) || { echo "$$told"; exit 1; }
	@echo "check: lint, types, import contracts, sizes and documents are fine"

test: check
	@echo "unit, property and API tests"
	@$(BIN)/python -m pytest -q --numprocesses auto --dist loadgroup --ignore=tests/house -m "not ($(OUTSIDE))"
	@echo "tests against the running program: contract, kill -9, browser"
	@$(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile --ignore=tests/house -m "$(OUTSIDE)"

bench: $(VENV)/.developing
	@$(BIN)/python -m bench.post $(ARGS)
	@$(BIN)/python -m bench.replay $(ARGS)
	@$(BIN)/python -m bench.judging $(ARGS)
	@$(BIN)/python -m bench.simulator $(ARGS)

quality: $(VENV)/.developing
	@$(BIN)/python -m bench.alarm_quality $(ARGS)

docs: $(VENV)/.developing
	@$(BIN)/python -m tests.house.tables --write

picture: $(VENV)/.developing
	@PICTURE=docs/board.png $(BIN)/python -m pytest -q tests/browser/test_acceptance.py

pictures: $(VENV)/.developing
	@$(BIN)/python -m tests.app.report.pictures docs/record

clean:
	@rm -rf $(VENV) app/web/static app/dashboard/node_modules dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
