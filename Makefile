# Every target with a comment after ## shows up in `make help`.
.DEFAULT_GOAL := help
BIN := .venv/bin
# Dozens of processes start in tests and demo; without bytecode on disk each would compile every file again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help
help:  ## Say what can be made
	@awk 'BEGIN {FS = ":.*##"} /^[a-z-]+:.*##/ {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup:  ## Set everything up: .venv, locked packages, fonts, front-end files (quick when done)
	@scripts/setup

.PHONY: demo
demo: setup  ## Run the main job once in the terminal, then serve both sites on 127.0.0.1
	@$(BIN)/madoguchi demo

.PHONY: demo-zones
demo-zones: setup  ## Two zones with a database each and the link between them, then the resident site
	@$(BIN)/madoguchi demo-zones

.PHONY: test
# The types are looked at by one process alone: meanwhile the tests begin.
test: setup style  ## Everything: style, types, layers, unit, database, packs, browser
	@$(BIN)/mypy >var/setup/types.txt 2>&1 & types=$$!; \
	$(BIN)/pytest -n auto --dist worksteal -q --durations=15; tests=$$?; \
	wait $$types; types=$$?; cat var/setup/types.txt; exit $$((tests + types))

.PHONY: lint
lint: setup style  ## Style, types and the layers of the house
	@$(BIN)/mypy

.PHONY: style
style: setup
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/lint-imports --no-cache >var/setup/layers.txt || { cat var/setup/layers.txt; exit 1; }

.PHONY: format
format:  ## Put the code into shape
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

.PHONY: bench
bench: setup  ## Measure: plan, seal, documents, accept, pages, synthetic register
	@$(BIN)/madoguchi bench

.PHONY: chaos
chaos: setup  ## Kill servers, worker and PostgreSQL 200 times while residents apply; nothing may be lost
	@$(BIN)/madoguchi chaos

.PHONY: lock
lock:  ## Pin the newest permitted versions again, with hashes and without any address
	@$(BIN)/uv pip compile pyproject.toml --group development --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet \
	  --output-file requirements.lock
	@PATH="$$PWD/$(BIN):$$PATH" npm install --package-lock-only --ignore-scripts --loglevel=error
