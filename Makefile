# Every target installs what it needs into .venv and is quick when nothing changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KIT := $(BIN)/kit
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install report test acceptance lint lab bench bench-data bench-models lock docs picture messages clean

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
	@$(BIN)/python -m kit.git
	@touch $@

report: install ## read the sources, run the notebooks, publish outputs/site/index.html
	@$(KIT) report

# Three at a time on two cores: many tests wait for kernels, browsers and servers.
test: install ## the test suite, under 15 minutes on two cores
	$(BIN)/python -m pytest --numprocesses=3 --dist=loadgroup --no-loadscope-reorder -m "not acceptance" $(ARGS)

acceptance: install ## everything that takes longer
	$(BIN)/python -m pytest $(ARGS)

lint: install ## style, formatting, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lab: install ## JupyterLab on the newest snapshot
	@$(KIT) lab

SIZES = $(foreach size,UNITS OPPORTUNITIES STAGE_ROWS UNIT_STEPS ROW_STEPS DRAWING NOTEBOOKS \
	SITE_NOTEBOOKS,\
	$(if $($(size)),--$(shell echo $(size) | tr A-Z_ a-z-) "$($(size))"))
bench: install ## speed, weight, memory, by part: ROWS=pages,slice UNITS=200 OPPORTUNITIES=1000000
	$(BIN)/python -m tests.benchmarks.table --rows "$(ROWS)" $(SIZES)

bench-data: install ## loading by format, every KPI, three of them beside SQL
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

docs: install ## what is written from the code: README KPIs, docs/rooms.md, message catalogues
	$(BIN)/python -m kit.documentation

picture: report ## the README's picture, of the demo's site
	$(BIN)/python -m kit.documentation.picture

messages: install ## texts to translate: the message template, and every catalogue brought up to date
	$(BIN)/python -m kit.extraction

clean: ## remove the environment and everything a run made
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m kit.git --forget; fi
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find outputs -mindepth 1 ! -name .gitignore -delete
