# Granule's commands; `make` alone lists them. Each sets up what it needs first.
#   make run PORT=8001 DEMO=0    another port, no demo bank
#   make test ARGS="-k sms -x"   anything pytest understands
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

IN_VENV := PATH="$(CURDIR)/.venv/bin:$$PATH"
ARGS ?=
# One more than cores, since tests with a browser or a server wait for it half of the time.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
IN_PARALLEL = -n $(WORKERS) --maxprocesses 8 --dist worksteal

.PHONY: help run worker beat test test-servers test-long bench bench-search check format translations reset venv venv-dev bundle

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

run: venv ## set everything up, load the demo bank, show one answer on every channel, serve (PORT=, DEMO=0)
	@$(IN_VENV) python -m tools.run

worker: venv ## with a broker: do what follows each publication (CELERY_BROKER_URL=)
	@$(IN_VENV) exec python -m tools.worker

beat: venv ## with a broker: keep time for the workers; exactly one
	@$(IN_VENV) exec python -m tools.worker beat

test: venv-dev ## the test suite, without the long cases
	@tools/setup.sh browser
	@$(IN_VENV) python -m pytest $(IN_PARALLEL) $(ARGS)

test-servers: venv-dev ## the test suite on PostgreSQL, OpenSearch and RabbitMQ of its own (ARGS="-m long": the long cases)
	@tools/setup.sh browser
	@tools/setup.sh servers
	@$(IN_VENV) python -m tests.on_servers pytest $(IN_PARALLEL) $(ARGS)

test-long: venv-dev ## the long cases only
	@tools/setup.sh browser
	@$(IN_VENV) python -m pytest -m long $(ARGS)

bench: venv-dev ## the figures of docs/benchmarks.md, measured on this machine
	@$(IN_VENV) python -m bench $(ARGS)

bench-search: venv-dev ## how well and how fast search finds, step by step (GRANULE_DATA=directory of the question sets)
	@$(IN_VENV) python -m bench retrieval decisions engines $(ARGS)

check: venv-dev ## lint, format, types, import contracts, migrations, settings, translations
	@$(IN_VENV) tools/check.sh

format: venv-dev ## put imports and layout in order
	@$(IN_VENV) ruff check --fix --quiet . && $(IN_VENV) ruff format --quiet .

translations: venv ## compile the Chinese texts and list what has none yet
	@$(IN_VENV) python -m tools.translations

bundle: venv ## one file to install from where there is no internet, in var (docs/operate/offline.md)
	@tools/bundle.sh

reset: venv ## delete the database, the index and the files on this machine; asks first
	@$(IN_VENV) python -m tools.reset

venv:
	@tools/setup.sh run
	@.venv/bin/python -m tools.translations --compile-only

venv-dev:
	@tools/setup.sh dev
	@.venv/bin/python -m tools.translations --compile-only
