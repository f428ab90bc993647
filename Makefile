# make demo    a living demo city on this machine, everything set up on the way
# make test    set up and run the tests (proofs left out)
# make proof   the long proofs
# make check   format, lint, types, import floors, templates, and what only Linli can check
# make pictures draw the pictures of docs/pictures anew, from a demo city
# make bench   every benchmark, beside its peer where there is one
# make clean   remove what was made, but no city's data (that is: linli erase --yes)
# Needs Python 3.11 or newer with venv, and nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := demo
.NOTPARALLEL:
.PHONY: demo test proof check pictures bench clean runtime tested built

PYTHON ?= python3
VENV := .venv/bin
JOBS ?= 2

demo: runtime built
	@$(VENV)/python -m linli up --demo

test: tested built
	@$(VENV)/pytest -n $(JOBS) --dist loadgroup -m "not proof" $(ARGS)

proof: tested built
	@$(VENV)/pytest -m proof $(ARGS)

check: tested built
	@echo "ruff";         $(VENV)/ruff check .
	@echo "ruff format";  $(VENV)/ruff format --check .
	@echo "lint-imports"; $(VENV)/lint-imports
	@echo "mypy";         $(VENV)/mypy linli
	@echo "djlint";       $(VENV)/djlint --lint --quiet linli
	@echo "linli check";  $(VENV)/python -m linli check

pictures: tested built
	@$(VENV)/python -m tests.browser.pictures

bench: runtime built
	@$(VENV)/python -m linli bench all

runtime:
	@$(PYTHON) linli/main/bootstrap.py runtime

tested:
	@$(PYTHON) linli/main/bootstrap.py test

built:
	@$(VENV)/python -m linli.main.messages
	@$(VENV)/python -m linli.main.frontend

clean:
	@if [ -x $(VENV)/python ]; then $(VENV)/python -m linli down; fi
	@echo "Removing .venv, caches and built files"
	@rm -rf .venv build *.egg-info web/node_modules linli/kit/static/dist
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	@find linli tests bench drills \( -name __pycache__ -o -name '*.mo' \) -prune -exec rm -rf {} + 2>/dev/null || true
	@echo "The city's data is kept; linli erase --yes deletes it"
