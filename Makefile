# Needs Python >= 3.11 and one of pip, uv, ensurepip; everything else comes with the wheels.
PORT ?= 8000
DOSSIERS ?= 2000
BIN := .venv/bin
PY := $(BIN)/python
# The first Python on the machine that is new enough.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

.PHONY: demo test soak lint bench gallery

# exec: signals reach the demo itself, not a shell in between.
demo: .venv/requirements.stamp
	@exec $(PY) -m portal.demo --port $(PORT) --dossiers $(DOSSIERS)

test: lint
	@$(BIN)/pytest -n 2

# The long proofs: twenty times as many random lives, work at full size, kills, browsers at a telephone's width.
soak: .venv/requirements-dev.stamp
	@$(BIN)/pytest -n 2 -m soak
	@SOAK=10 $(BIN)/pytest -n 2 tests/dossiers/test_stateful.py tests/facts/test_ledger_lives.py \
		tests/facts/test_clock_properties.py

lint: .venv/requirements-dev.stamp
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	DATABASE_URL=postgres://nobody@localhost/nothing REDIS_URL=redis://localhost/0 $(BIN)/mypy

bench: .venv/requirements-dev.stamp
	@$(PY) -m tests.bench.run

# Pictures of every page, to look at: build/gallery.
gallery: .venv/requirements-dev.stamp
	@$(PY) -m tests.gallery

.venv/%.stamp: %.txt
	@test -n "$(PYTHON)" || { echo "Máy chưa có Python từ 3.11 trở lên; hãy cài Python rồi chạy lại."; exit 1; }
	@$(PYTHON) -I portal/bootstrap.py $<
