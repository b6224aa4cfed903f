# The two commands: make run, make test. Everything lands in .venv/ and var/.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
export PORT

.PHONY: run test check bench prove messages lock setup browser clean

run: .venv/run
	@exec $(BIN)/koppel run

test: .venv/dev browser
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --cov=koppel --cov-report=term:skip-covered $(ARGS)

check: .venv/dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/architecture

bench: .venv/run
	$(BIN)/koppel bench linking && $(BIN)/koppel bench pages

prove: .venv/dev browser
	KOPPEL_PROVE=1 $(BIN)/python -m pytest -m prove -s $(ARGS)

# Chromium comes from Debian where we may install it; without it the browser tests say so and are skipped (in CI they fail).
browser:
	@command -v chromium >/dev/null 2>&1 || ( [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
		&& apt-get update -qq && apt-get install -y -qq chromium >/dev/null ) \
		|| echo "Chromium is not installed: the browser tests are skipped."

# Needs the gettext tools (xgettext, msgmerge): what is new in a catalogue afterwards waits for its translation.
messages: .venv/dev
	@$(BIN)/python -m koppel.site.commands.translating

lock:
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 \
		pyproject.toml --group pyproject.toml:build -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 \
		pyproject.toml --group pyproject.toml:build --group pyproject.toml:dev -o requirements-dev.lock

setup: .venv/run
	$(BIN)/koppel setup

clean:
	rm -rf .venv build dist src/*.egg-info

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Koppel needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/run: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing …"
	@[ -e .venv/dev ] || $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	@echo "Installing …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
