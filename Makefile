# Every target installs what it needs into .venv and is quick when nothing changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KIT := $(BIN)/kit
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install report test acceptance lint lab bench bench-models lock docs messages clean

help: ## what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | column -t -s '|'

install: $(INSTALLED) ## environment in .venv, from the lock file

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with PYTHON=…" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q kit
	@touch $@

report: install ## read the sources, run the notebooks, publish outputs/site/index.html
	@$(KIT) report

test: install ## the test suite, under 15 minutes on two cores
	$(BIN)/python -m pytest --numprocesses=2 --dist=loadgroup -m "not acceptance" $(ARGS)

acceptance: install ## everything that takes longer
	$(BIN)/python -m pytest $(ARGS)

lint: install ## style, formatting, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lab: install ## JupyterLab on the newest snapshot
	@$(KIT) lab

bench: install ## time and memory, side by side in one run
	$(BIN)/python -m tests.benchmarks.pages
	$(BIN)/python -m tests.benchmarks.loading
	$(BIN)/python -m tests.benchmarks.kpis

bench-models: SEEDS ?= 1,2,3
bench-models: JOBS ?= 1
bench-models: install ## what the models reach, by part: SEEDS=1,2,3 ROWS=truth,maven JOBS=2
	$(BIN)/python -m tests.benchmarks.models --seeds "$(SEEDS)" --rows "$(ROWS)" --jobs "$(JOBS)"

lock: ## new exact versions in requirements.lock (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --upgrade \
		--output-file requirements.lock

docs: install ## what is written from the code: README's KPIs, docs/rooms.md, message template
	$(BIN)/python -m kit.documentation

messages: install ## texts to translate, collected into the message template
	$(BIN)/python -m kit.extraction

clean: ## remove the environment and everything a run made
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find outputs -mindepth 1 ! -name .gitignore -delete
