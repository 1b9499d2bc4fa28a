# The door of the project: `make demo`, `make test`, `make check`, `make wheel`, `make data`, `make docs`, `make bench`.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
.DEFAULT_GOAL := help
