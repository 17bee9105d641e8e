# The commands of the project. `scripts/python` finds a Python from 3.11 to 3.14; the rest is in scripts/ and bench/.
.PHONY: help run test bench lock lint

help:
	@echo "make run     start the portal with the demonstration (PORT=8000)"
	@echo "make test    the whole suite: SQLite, PostgreSQL, browser (ARGS='-k word', REQUIRE_ALL=1)"
	@echo "make lint    format, style, templates, imports, types"
	@echo "make bench   what each page costs; writes var/bench.json"
	@echo "make lock    renew requirements*.txt from pyproject.toml"

run:
	@exec scripts/python -m scripts.run

test:
	@exec scripts/python -m scripts.test $(ARGS)

lint:
	@exec scripts/python -m scripts.lint

bench:
	@exec scripts/python -m scripts.bench $(ARGS)

lock:
	@exec scripts/python -m scripts.lock
