# The door of the project. `make demo` and `make test` are the two that a newcomer needs.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUST := $(shell find rust -name '*.rs' -o -name Cargo.toml) Cargo.toml Cargo.lock pyproject.toml
SCENARIO ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check wheel trial data docs bench clean tools

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.built ## build, install, compare the five seed systems, write gigasite.html
	$(BIN)/gigasite compare $(SCENARIO) --html gigasite.html
	@echo "figures and sources: gigasite.html"

test: $(VENV)/.built $(VENV)/.test ## all tests of both languages
	cargo test --quiet --release -p gigasite-core
	$(BIN)/pytest -n auto --dist loadfile
	$(BIN)/pytest -n auto --doctest-modules python/gigasite

check: $(VENV)/.built $(VENV)/.test $(VENV)/.check ## formats, lints, types, docs
	cargo fmt --all --check
	cargo clippy --quiet --workspace --all-targets -- -D warnings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	MYPYPATH=python $(BIN)/python -m mypy.stubtest gigasite._core
	$(MAKE) --no-print-directory docs

wheel: $(VENV)/.tools ## one abi3 wheel in dist/
	rm -f dist/gigasite-*.whl
	$(BIN)/maturin build --release --out dist

trial: wheel ## try the wheel in empty environments of every Python here, offline
	$(BIN)/python tools/try_wheel.py dist/gigasite-*.whl

data: $(VENV)/.built ## compile data/raw into the package
	$(BIN)/python tools/compile_data.py

docs: $(VENV)/.built $(VENV)/.docs ## HTML documentation in docs/_build, warnings are errors
	$(BIN)/python tools/make_api_pages.py
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

bench: $(VENV)/.built $(VENV)/.test $(VENV)/.bench ## ours beside the others, benchmarks/latest.json
	$(BIN)/python -m benchmarks

clean: ## remove what was built
	rm -rf $(VENV) target dist docs/_build gigasite.html

# --- what the targets above stand on -------------------------------------------------------------------------------

tools:
	@command -v $(PYTHON) >/dev/null || { echo "gigasite needs Python 3.11 or newer; install it or set PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "gigasite needs Python 3.11 or newer; $(PYTHON) is older, set PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python lacks venv: on Debian, apt-get install python3-venv"; exit 1; }
	@command -v cargo >/dev/null || { echo "gigasite needs Rust 1.85 or newer to build: see rustup.rs"; exit 1; }

$(VENV)/.tools: | tools
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip "maturin>=1.9.4,<2"
	@touch $@

$(VENV)/.built: $(VENV)/.tools $(RUST)
	VIRTUAL_ENV=$(abspath $(VENV)) PIP_QUIET=1 $(BIN)/maturin develop --release --quiet
	$(BIN)/python -m compileall -q python/gigasite
	@touch $@

$(VENV)/.test: $(VENV)/.tools pyproject.toml
	$(BIN)/python -m pip install --quiet --group test
	@touch $@

$(VENV)/.check: $(VENV)/.tools pyproject.toml
	$(BIN)/python -m pip install --quiet --group check
	@touch $@

$(VENV)/.docs: $(VENV)/.tools pyproject.toml
	$(BIN)/python -m pip install --quiet --group docs
	@touch $@

$(VENV)/.bench: $(VENV)/.tools pyproject.toml
	$(BIN)/python -m pip install --quiet --group bench
	@touch $@
