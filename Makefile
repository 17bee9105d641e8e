# The commands of the project. `scripts/python` finds a Python from 3.11 to 3.14; the rest is in scripts/ and bench/.
.PHONY: help run test drill bench lock lint

help:
	@echo "make run     start the portal with the demonstration (PORT=8000)"
	@echo "make test    the whole suite: SQLite, PostgreSQL, browser (ARGS='-k word', REQUIRE_ALL=1)"
	@echo "make drill   kill the process that signs, 50 times on each database (DRILL_KILLS=50)"
	@echo "make lint    format, style, templates, imports, types"
	@echo "make bench   what each page costs; writes var/bench.json"
	@echo "make lock    renew requirements*.txt from pyproject.toml"

run:
	@exec scripts/python -m scripts.run

test:
	@exec scripts/python -m scripts.test $(ARGS)

DRILL_KILLS ?= 50
drill:
	@CHARTER_DRILL_KILLS=$(DRILL_KILLS) exec scripts/python -m scripts.test tests/charter/test_drills.py

lint:
	@exec scripts/python -m scripts.lint

bench:
	@exec scripts/python -m scripts.bench $(ARGS)

lock:
	@exec scripts/python -m scripts.lock
