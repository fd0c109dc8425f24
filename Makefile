# Needs Python 3.11 or newer and make; everything else is put into .venv by the targets themselves.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT := out
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt

SAMPLES := --orders samples/ecwid-orders.json samples/ecwid-orders.csv samples/shopify-orders.csv samples/tables/mapping.toml \
  --edits samples/edits.xlsx samples/edits.csv --currency CHF

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: $(VENV)/installed ## correct the sample orders with the sample edits, results in out/
	@$(BIN)/order-corrections apply $(SAMPLES) --out $(OUT) \
	  || { status=$$?; test $$status -eq 4 || exit $$status; }
	@echo "The results are in $(OUT)/; start with reconciliation.xlsx in the newest folder there."

.PHONY: test
test: $(VENV)/installed-dev ## run the tests
	@$(BIN)/python -m pytest -n auto

.PHONY: coverage
coverage: $(VENV)/installed-dev ## run the tests that do not go over many cases, with the coverage floor (ten minutes)
	@$(BIN)/python -m pytest -n auto -m "not thorough" --cov

.PHONY: check
check: $(VENV)/installed-dev ## lint, formatting, types, imports, dependencies, doctests, house rules
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/ruff format --check --quiet . >/dev/null || { echo "Some files are not formatted: run make format."; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo
	@$(BIN)/deptry . 2>&1 | sed '/^Scanning/d;/^$$/d'; exit $${PIPESTATUS[0]}
	@$(BIN)/python -m pytest --quiet --no-header --doctest-modules pipeline schemas
	@$(BIN)/python -m pytest --quiet --no-header tests/test_house_rules.py
	@echo "All checks passed."

.PHONY: format
format: $(VENV)/installed-dev ## format the code and sort its imports
	@$(BIN)/ruff check --quiet --select I --fix .
	@$(BIN)/ruff format --quiet .

.PHONY: samples
samples: $(VENV)/installed ## write the sample orders and edits anew (the same bytes each time)
	@$(BIN)/python samples/make_samples.py

.PHONY: docs
docs: $(VENV)/installed-dev ## write the reference pages in docs/ anew
	@PYTHONPATH=. $(BIN)/python docs/make_docs.py

.PHONY: messages
messages: $(VENV)/installed-dev ## bring the catalogues of the languages up to date, say what is not translated
	@$(BIN)/python docs/messages.py

.PHONY: pictures
pictures: $(VENV)/installed ## draw the pictures of the README anew (needs LibreOffice and pdftoppm)
	@PYTHONPATH=. $(BIN)/python docs/make_pictures.py

.PHONY: fuzz
fuzz: $(VENV)/installed-dev ## the property tests with many more examples (about an hour)
	@HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -q tests/test_invariants.py tests/test_totals.py tests/test_spread.py \
	  tests/test_engine_and_oracle.py

.PHONY: test-postgres
test-postgres: $(VENV)/installed-postgres ## the ledger's tests on a PostgreSQL server of their own (installed from Debian if absent)
	@tests/with_postgres.sh $(BIN)/python -m pytest -q tests/test_ledger_*.py tests/test_history.py \
	  tests/test_prune_runs.py tests/test_settle_payments.py

.PHONY: soak
soak: $(VENV)/installed-dev ## two hundred runs broken off, three shops of thirty nights (some minutes)
	@PYTHONPATH=.:tests $(BIN)/python tests/nights.py

.PHONY: benchmark
benchmark: $(VENV)/installed ## time 100,000 order lines with 5,000 edits
	@$(BIN)/python benchmarks/make_orders.py $(OUT)/benchmark 100000 5000
	@$(BIN)/python benchmarks/time_run.py $(OUT)/benchmark

.PHONY: benchmark-totals
benchmark-totals: $(VENV)/installed-benchmark ## time the totals of a million lines, beside DuckDB and Polars
	@PYTHONPATH=. $(BIN)/python benchmarks/time_totals.py

.PHONY: clean
clean: ## remove the environment, the results and the caches
	rm -rf $(VENV) $(OUT) build dist *.egg-info .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian ships venv without ensurepip: then pip is put in from outside, if there is one.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed, $(PYTHON) is older or missing. Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	  || { $(PYTHON) -m venv --clear --without-pip $(VENV) \
	       && $(PYTHON) -m pip -qq --disable-pip-version-check --python $(BIN)/python install pip; } \
	  || { rm -rf $(VENV); \
	       echo "$(PYTHON) cannot build an environment. On Debian: sudo apt install python3-venv python3-pip"; exit 1; }

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	@$(INSTALL) --editable '.[dev]'
	@touch $(VENV)/installed $@

$(VENV)/installed-postgres: pyproject.toml constraints.txt $(VENV)/installed-dev
	@$(INSTALL) --editable '.[dev,postgres]'
	@touch $@

$(VENV)/installed-benchmark: pyproject.toml constraints.txt | $(BIN)/python
	@$(INSTALL) --editable '.[benchmark]'
	@touch $(VENV)/installed $@
