# The one door: `make run` starts the whole service, `make test` checks everything.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

.DEFAULT_GOAL := help
.PHONY: help setup lexicon run test check soak bench sbom clean

help:
	@echo "make setup   install what the service needs into .venv"
	@echo "make run     start the whole service with the demo practice, on PORT (8000)"
	@echo "make test    every check and every test; REQUIRE_ALL=1 leaves nothing out"
	@echo "make check   style, types, import rules, migrations, translations"
	@echo "make soak    make test with faults and brute force at full length: hours"
	@echo "make bench   the figures of benchmarks/"
	@echo "make sbom    what the service is made of, as CycloneDX JSON in var/sbom.json"
	@echo "make clean   remove what was installed and built; var/ stays"

setup: .venv/installed $(CATALOGUES) lexicon

run: setup
	@DEMO=true PORT=$(PORT) exec $(BIN)/between serve

test: setup .venv/installed-for-tests
	@$(BIN)/python -m tests.run

check: setup .venv/installed-for-tests
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --settings tests.settings
	$(BIN)/python manage.py check --fail-level WARNING --settings tests.settings
	$(BIN)/python -m config.catalogue check
	@$(BIN)/between helplines --quiet
	@! grep -nE '://|--(extra-)?index-url|--find-links' requirements*.lock || (echo "a lock names a registry" && false)
	@! git grep -nE '(^|[^[:alnum:]._-])/(home|root|Users|work)/[[:alnum:]]' || (echo "a path of one machine" && false)

soak: setup .venv/installed-for-tests
	@SOAK=1 $(BIN)/python -m tests.run

bench: setup .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.promise
	@$(BIN)/python -m benchmarks.messages
	@$(BIN)/python -m benchmarks.sealing
	@$(BIN)/python -m benchmarks.year
	@$(BIN)/python -m benchmarks.screening
	@$(BIN)/python -m benchmarks.calendars_in
	@$(BIN)/python -m benchmarks.connected_calendars
	@$(BIN)/python -m benchmarks.calendars
	@$(BIN)/python -m benchmarks.feeds
	@$(BIN)/python -m benchmarks.openings

sbom: setup .venv/installed-for-tests
	@mkdir -p var
	@PYTHONWARNINGS=ignore $(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --mc-type application \
	    --spec-version 1.6 --output-reproducible --output-format JSON --output-file var/sbom.json
	@echo "var/sbom.json lists $$(grep -c '"purl"' var/sbom.json) packages."

clean:
	rm -rf .venv build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
	rm -f $(CATALOGUES)

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-for-tests: requirements-dev.lock | .venv/installed
	$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

lexicon: | .venv/installed
	@$(BIN)/python -m notifications.domain

%.mo: %.po config/catalogue.py | .venv/installed
	$(BIN)/python -m config.catalogue compile
