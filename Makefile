# The two commands: `make run` and `make test`. Everything else serves them.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint lock clean

run: $(VENV)/run.stamp
	SUPPORT_DEMO=true SUPPORT_PORT=$(PORT) SUPPORT_BASE_URL=http://127.0.0.1:$(PORT) $(BIN)/support up

test: $(VENV)/dev.stamp lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q -ra

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check app tests benchmarks
	$(BIN)/ruff format --check app tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.stamp: $(VENV)/bin/python requirements-dev.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# Written without index addresses, for every Python from 3.11 on.
lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock --extra build
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --quiet -o requirements-dev.lock --extra build --extra dev

clean:
	rm -rf $(VENV) .support search_index/[0-9a-f]* search_index/CURRENT
