# make demo: set everything up and run the main job.    make test: set everything up and run all that CI runs.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := $(shell find src -name '*.py' -o -name py.typed)
PIP := --quiet --disable-pip-version-check
# $(call fresh,folder,requirements): an environment with these pins and nothing else
fresh = rm -rf $(1) && $(PYTHON) -m venv $(1) && $(1)/bin/pip install $(PIP) --require-hashes -r $(2)
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

.PHONY: help demo test lint types imports tests install schemas bench guard lock clean

help:  ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/app  ## set up, and publish a sample project to a reference server on this machine
	@$(BIN)/trackpost demo

test: lint types imports tests install  ## set up, and check all that CI checks

lint: .venv/dev  ## style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev  ## strict types, sources and tests
	$(BIN)/mypy

imports: .venv/dev  ## the rules of the house: what may import what
	$(BIN)/lint-imports

tests: .venv/dev  ## every test, with coverage: all of core's branches, 95 % of the whole
	$(BIN)/coverage erase
	$(BIN)/python -m pytest --numprocesses 2 --cov --cov-report=
	$(BIN)/coverage report --include='src/core/*' --fail-under=100
	$(BIN)/coverage report --fail-under=95

install: .venv/dev  ## a wheel, installed from nothing with its declared dependencies alone
	rm -rf build/wheel build/lib
	$(BIN)/pip wheel $(PIP) --no-deps --no-build-isolation --wheel-dir build/wheel .
	$(call fresh,build/fresh,requirements/runtime.txt)
	build/fresh/bin/pip install $(PIP) --no-deps --no-index build/wheel/*.whl
	build/fresh/bin/pip check
	build/fresh/bin/trackpost --version

bench: .venv/dev build/bench/ours/ready build/bench/theirs/ready  ## measure beside the tool that this one replaces, in under ten minutes
	$(BIN)/python -m benchmarks

guard: .venv/dev build/bench/ours/ready  ## count the instructions that an issue takes, and compare with what is recorded
	$(BIN)/python -m benchmarks.guard

schemas: .venv/dev  ## make the JSON Schemas of contracts/ anew, of the classes that parse and encode
	$(BIN)/python -m tests.contract.schemas

lock: .venv/dev  ## pin all dependencies anew
	$(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(COMPILE) --extra connectors --extra sandbox pyproject.toml requirements/build.in -c requirements/runtime.txt -o requirements/app.txt
	$(COMPILE) --extra connectors --extra sandbox pyproject.toml requirements/build.in requirements/dev.in -c requirements/app.txt -o requirements/dev.txt
	$(COMPILE) requirements/bench.in -o requirements/bench.txt

clean:  ## remove all that make made
	rm -rf .venv build *.egg-info .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "trackpost needs Python 3.11 or newer: make PYTHON=python3.x")'
	$(PYTHON) -m venv .venv

# The strict mode links file by file, so a new file needs a new link: hence the sources.
.venv/app: .venv/bin/pip requirements/app.txt pyproject.toml $(SOURCES)
	$(BIN)/pip install $(PIP) --require-hashes -r requirements/app.txt
	$(BIN)/pip install $(PIP) --no-deps --no-build-isolation --editable . -C editable_mode=strict
	@touch $@

.venv/dev: .venv/app requirements/dev.txt
	$(BIN)/pip install $(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

build/bench/ours/ready: .venv/app requirements/runtime.txt
	$(call fresh,build/bench/ours,requirements/runtime.txt)
	rm -rf build/bench/wheel build/lib
	$(BIN)/pip wheel $(PIP) --no-deps --no-build-isolation --wheel-dir build/bench/wheel .
	build/bench/ours/bin/pip install $(PIP) --no-deps --no-index build/bench/wheel/*.whl
	@touch $@

build/bench/theirs/ready: requirements/bench.txt
	$(call fresh,build/bench/theirs,requirements/bench.txt)
	@touch $@
