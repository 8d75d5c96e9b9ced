# Every target makes what it needs, on a machine that has only git, make and python3 with venv.
PYTHON ?= python3
BIN := .venv/bin
DATA ?= ../shared/data

.PHONY: help demo report test check soak bench validate messages docs train clean

help:
	@echo "make demo      a filled demo company in the browser"
	@echo "make report    three Dutch sample calls and an English one, as reports"
	@echo "make test      the tests"
	@echo "make check     ruff, mypy, import-linter"
	@echo "make soak      the tests, those that kill workers ten times as long"
	@echo "make bench     how fast, each figure beside its reference"
	@echo "make validate DATA=folder   how right, on labelled conversations"
	@echo "make docs      the generated pages of the manual"
	@echo "make train     the models, from training/"
	@echo "make messages  the English translation, from docs to compiled"

.venv/core: requirements/core.txt requirements/build.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/core.txt -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/core requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	@touch $@

.venv/train: .venv/core requirements/train.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/train.txt
	@touch $@

demo: .venv/core
	$(BIN)/klankbord demo

report: .venv/core
	$(BIN)/klankbord samples

soak: .venv/dev
	$(BIN)/python -m pytest -n auto -q --soak

test: .venv/dev
	$(BIN)/python -m pytest -n auto -q

check: .venv/dev
	$(BIN)/ruff format --check src tests bench validation scripts training
	$(BIN)/ruff check src tests bench validation scripts training
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev
	$(BIN)/python -m bench $(BENCH)

validate: .venv/dev
	$(BIN)/python -m validation $(DATA)

docs: .venv/dev
	$(BIN)/python scripts/make_docs.py

messages: .venv/dev
	$(BIN)/python scripts/make_messages.py

train: .venv/train
	$(BIN)/python -m training.train nl
	$(BIN)/python -m training.train en
	$(BIN)/python -m training.held_out nl
	$(BIN)/python -m training.held_out en

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
