# make demo: set everything up and run the main job.    make test: set everything up and run all that CI runs.
PYTHON ?= python3
PYTHONS := 3.11 3.12 3.13
VENV ?= .venv
export CHROMIUM ?= /usr/bin/chromium
SHELLS := /usr/bin/fish /usr/bin/zsh
BIN := $(VENV)/bin
SOURCES := $(shell find src -type f -not -name '*.pyc')
PIP := --quiet --disable-pip-version-check
# $(call fresh,folder,requirements): an environment with these pins and nothing else
fresh = $(PYTHON) -m venv --clear $(1) && requirements/install $(1) $(2)
# $(call wheel,folder): the wheel of this checkout, alone in a folder
wheel = rm -rf $(1) build/lib && $(BIN)/pip wheel $(PIP) --no-deps --no-build-isolation --wheel-dir $(1) .
VERSION := $(shell sed -n 's/^VERSION = "\(.*\)"$$/\1/p' src/core/__init__.py)
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

.PHONY: help demo test lint types imports tests install matrix schemas contracts image bench bench-fleet guard compat browser screenshots mutants soak soak-fleet docs man lock dist release clean

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/app  ## set up, and publish a sample project to a reference server on this machine
	@$(BIN)/trackpost demo
	@echo "To go on, call $(BIN)/trackpost, or run \`. $(BIN)/activate\` and call trackpost. docs/tutorial/first-publish.md shows how."

test: lint types imports tests install  ## set up, and run every check that CI runs on each Python

lint: $(VENV)/dev  ## check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev  ## check types, strictly, in sources and tests
	$(BIN)/mypy

imports: $(VENV)/dev  ## check which module may import which
	$(BIN)/lint-imports --no-cache

# Tests wait for much of their time, so two cores have four processes. Each compiles all tests unless bytecode is kept.
tests: $(VENV)/dev $(SHELLS)  ## run every test; coverage must be 100 % of core's branches and 95 % of everything
	$(BIN)/coverage erase
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses 4 --dist worksteal --cov --cov-report=
	$(BIN)/coverage report --include='src/core/*' --fail-under=100
	$(BIN)/coverage report --fail-under=95

install: $(VENV)/dev  ## install a wheel into a new environment, while an index offers newer releases of everything
	$(call wheel,build/wheel)
	$(BIN)/python -m tests.support.wheels requirements/runtime.txt build/newer
	$(PYTHON) -m venv --clear build/fresh
	PIP_FIND_LINKS=build/newer requirements/install build/fresh requirements/runtime.txt
	build/fresh/bin/pip install $(PIP) --no-deps --no-index build/wheel/*.whl
	build/fresh/bin/pip check
	build/fresh/bin/trackpost --version
	ci/install build/job
	build/job/bin/trackpost --version

matrix:  ## run the tests on every supported Python that this machine has
	@for version in $(PYTHONS); do \
	    if python=$$(.ci/find-python $$version); then \
	        echo "Python $$version: $$python"; \
	        $(MAKE) PYTHON=$$python VENV=.venv-$$version test || exit; \
	    else echo "Python $$version: not on this machine"; fi; \
	done

bench: $(VENV)/dev build/bench/ours/ready build/bench/theirs/ready  ## measure against the tool that trackpost replaces; takes under ten minutes
	$(BIN)/python -m benchmarks

bench-fleet: $(VENV)/dev build/bench/theirs/ready  ## measure a fleet of a thousand projects, against shell loops; takes four minutes
	$(BIN)/python -m benchmarks.fleet

guard: $(VENV)/dev build/bench/ours/ready  ## count the instructions per issue and compare them with the record
	$(BIN)/python -m benchmarks.guard

compat: $(VENV)/dev build/compat/3.2.7/ready build/compat/3.0.0/ready build/bench/theirs/ready  ## exchange files with the releases of Spec Kitty that people have, and compare what is sent
	$(BIN)/python -m pytest --numprocesses 2 tests/compat

browser: build/browser/ready $(CHROMIUM)  ## look at the pages of the reference server in a real browser
	build/browser/bin/python -m pytest tests/browser

screenshots: build/browser/ready $(CHROMIUM)  ## take the pictures of the pages for the documents
	build/browser/bin/python -m tests.browser.screenshots docs/images

soak: $(VENV)/dev  ## run random faults against the reference server for ten minutes
	$(BIN)/python -m soak

soak-fleet: $(VENV)/dev  ## kill, freeze and cut off the workers of a fleet a hundred times, restart its database, and check what the server has
	TRACKPOST_SOAK_ROUNDS=100 $(BIN)/python -m pytest --override-ini timeout=3600 tests/shell/fleet/test_machines_killed.py

mutants: $(VENV)/dev build/mutants/env/ready  ## change core in 1,700 places, one at a time, and check that its tests fail each time
	$(BIN)/python -m benchmarks.mutants

docs: build/docs/ready  ## make the documents into a site, build/site, without a broken link
	rm -rf build/site
	build/docs/bin/python -m sphinx --fail-on-warning --fresh-env --quiet --conf-dir docs/website --doctree-dir build/docs/read --builder html . build/site
	build/docs/bin/python -m pytest tests/website docs/website/public_names.py

man: build/docs/ready  ## make man pages of the help texts, build/man
	rm -rf build/man
	PYTHONPATH=docs build/docs/bin/python -m website.man_pages build/man

schemas: $(VENV)/dev  ## generate the JSON Schemas of contracts/ from the classes that parse and encode
	$(BIN)/python -m tests.contract.schemas

contracts: build/contracts  ## check the contract with the tools that others use for theirs: Ajv, Redocly, Spectral (needs npm)
	node build/contracts/compile.mjs contracts/schemas contracts/fixtures/server/bodies.json
	build/contracts/node_modules/.bin/redocly lint --config build/contracts/redocly.yaml contracts/openapi.yaml contracts/fleet-openapi.yaml
	build/contracts/node_modules/.bin/spectral lint --fail-severity=info --ruleset build/contracts/spectral.yaml contracts/openapi.yaml contracts/fleet-openapi.yaml

build/contracts: $(wildcard requirements/contracts/*)
	rm -rf $@ && mkdir -p build && cp -R requirements/contracts $@
	npm --prefix $@ ci --no-audit --no-fund --loglevel=error
	touch $@

image: build/hadolint/ready  ## check the Dockerfile, and build the image where a container engine runs
	build/hadolint/bin/hadolint Dockerfile
	@if docker info >/dev/null 2>&1; then docker build --tag trackpost . && docker run --rm trackpost --version; \
	else echo "No container engine runs here, so the image was not built."; fi

build/hadolint/ready: requirements/hadolint.txt
	$(call fresh,build/hadolint,$<)
	@touch $@

lock: $(VENV)/dev  ## pin all dependencies again
	$(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(COMPILE) --extra sandbox pyproject.toml requirements/build.in -c requirements/runtime.txt -o requirements/app.txt
	$(COMPILE) --extra fleet --extra keyring --extra metrics --extra otel --extra sandbox pyproject.toml requirements/build.in requirements/dev.in -c requirements/app.txt -o requirements/dev.txt
	$(COMPILE) --extra fleet --extra metrics --extra otel pyproject.toml -c requirements/dev.txt -o requirements/image.txt
	$(COMPILE) requirements/hadolint.in -o requirements/hadolint.txt
	$(COMPILE) pyproject.toml requirements/mutants.in -c requirements/dev.txt -o requirements/mutants.txt
	$(COMPILE) requirements/bench.in -o requirements/bench.txt
	$(COMPILE) requirements/compat-3.0.0.in -o requirements/compat-3.0.0.txt
	$(COMPILE) --extra connectors pyproject.toml requirements/compat-3.2.7.in -c requirements/runtime.txt -o requirements/compat-3.2.7.txt
	$(COMPILE) requirements/release.in -o requirements/release.txt
	$(COMPILE) --extra sandbox pyproject.toml requirements/build.in requirements/browser.in -c requirements/dev.txt -o requirements/browser.txt
	$(COMPILE) pyproject.toml requirements/build.in requirements/docs.in -c requirements/dev.txt -o requirements/docs.txt

dist: $(VENV)/dev build/release/ready  ## build the source distribution and the wheel into dist/, and check both
	rm -rf dist *.egg-info
	$(BIN)/uv build --quiet --offline --no-build-isolation --python $(BIN)/python
	build/release/bin/twine check --strict dist/*
	build/release/bin/check-wheel-contents dist/*.whl

release:  ## check that this commit can be released, make dist, and tag the commit; a workflow publishes the tag
	.ci/check-release $(VERSION)
	$(MAKE) dist
	git tag --annotate v$(VERSION) --message "trackpost $(VERSION)"
	@echo "Tagged v$(VERSION). To publish it: git push origin v$(VERSION)"

clean:  ## remove everything that make has made
	rm -rf .venv .venv-* build dist *.egg-info .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# New pins begin in an empty environment, so that nothing is left of the old ones.
$(VENV)/pins: requirements/app.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "trackpost needs Python 3.11 or newer: make PYTHON=python3.x")'
	$(call fresh,$(VENV),$<)
	@touch $@

# The strict mode links file by file, so a new file needs a new link: hence the sources.
# What a build has left here would be found before the installation, and could be of another version.
$(VENV)/app: $(VENV)/pins pyproject.toml $(SOURCES)
	@rm -rf *.egg-info
	$(BIN)/pip install $(PIP) --no-deps --no-build-isolation --editable . --config-settings editable_mode=strict
	@touch $@

$(VENV)/dev: $(VENV)/app requirements/dev.txt
	requirements/install $(VENV) requirements/dev.txt
	@touch $@

build/bench/ours/ready: $(VENV)/app requirements/runtime.txt
	$(call fresh,build/bench/ours,requirements/runtime.txt)
	$(call wheel,build/bench/wheel)
	build/bench/ours/bin/pip install $(PIP) --no-deps --no-index build/bench/wheel/*.whl
	@touch $@

build/bench/theirs/ready: requirements/bench.txt
	$(call fresh,build/bench/theirs,requirements/bench.txt)
	@touch $@

# The newest Spec Kitty, and trackpost beside it.
build/compat/3.2.7/ready: $(VENV)/app requirements/compat-3.2.7.txt
	$(call fresh,build/compat/3.2.7,requirements/compat-3.2.7.txt)
	$(call wheel,build/compat/wheel)
	build/compat/3.2.7/bin/pip install $(PIP) --no-deps --no-index "$$(echo build/compat/wheel/*.whl)[connectors]"
	build/compat/3.2.7/bin/pip check
	@touch $@

build/compat/3.0.0/ready: requirements/compat-3.0.0.txt
	$(call fresh,build/compat/3.0.0,requirements/compat-3.0.0.txt)
	@touch $@

# The package itself comes from this checkout, so that what is looked at is what is being worked on.
build/browser/ready: pyproject.toml requirements/browser.txt $(SOURCES)
	$(call fresh,build/browser,requirements/browser.txt)
	build/browser/bin/pip install $(PIP) --no-deps --no-build-isolation --editable . --config-settings editable_mode=strict
	@touch $@

build/docs/pins: requirements/docs.txt
	$(call fresh,build/docs,$<)
	@touch $@

build/docs/ready: build/docs/pins pyproject.toml $(SOURCES)
	build/docs/bin/pip install $(PIP) --no-deps --no-build-isolation --editable . --config-settings editable_mode=strict
	@touch $@

# The browser is Debian's: no program comes from anywhere but a package registry. CHROMIUM=/path names another one.
/usr/bin/chromium:
	@command -v apt-get >/dev/null || { echo "make browser needs Chromium; name it: make browser CHROMIUM=/path" >&2; exit 1; }
	apt-get update --quiet=2
	apt-get install --quiet=2 --yes --no-install-recommends chromium fonts-noto-core

# Completion is tested in the shells themselves. Where one cannot be installed, its tests are skipped and say so.
$(SHELLS):
	@{ command -v apt-get >/dev/null && apt-get update --quiet=2 && apt-get install --quiet=2 --yes --no-install-recommends $(@F); } \
	    || echo "$(@F) cannot be installed here, so its completion is not tested"

build/mutants/env/ready: requirements/mutants.txt
	$(call fresh,build/mutants/env,$<)
	@touch $@

build/release/ready: requirements/release.txt
	$(call fresh,build/release,$<)
	@touch $@
