# Two commands for a fresh machine with Python 3.11 or newer, git and make:
#   make findings   the environment, then both editions: findings, charts, report
#   make test       the same with the development extras, then every test
# Each step runs once and again only when what it is made from has changed; a broken step is simply tried again.

SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PACKAGES := pipeline/webmap/node_modules

.DELETE_ON_ERROR:
.PHONY: help findings mend test bench cluster fuzz mutants notebooks gazetteer readme lock edition hooks

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

findings: .venv/findings.installed $(PACKAGES)/findings.installed mend ## the environment, then dvc repro: findings and report of every edition
	@echo "== dvc repro: every stage whose inputs have changed"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/dvc repro
	@echo "== done. Open reports/<edition>/index.html; from now on: . .venv/bin/activate && dvc repro"

# DVC writes these files in place. None holds what could not be made again.
mend: | .venv/findings.installed ## take away what DVC left half-written when it was killed
	@for lock in dvc.lock data/dvc.lock; do if $(BIN)/dvc stage list "$${lock%lock}yaml" 2>&1 | grep -q 'dvc\.lock'; then \
		echo "== $$lock is not whole: DVC was killed while it wrote it. It is taken from git."; git checkout --quiet "$$lock"; fi; done
	@if test -e .dvc/tmp/rwlock && ! $(BIN)/python -m json.tool .dvc/tmp/rwlock >/dev/null 2>&1; then \
		echo "== .dvc/tmp/rwlock is not whole: DVC was killed while it wrote it. It is taken away."; rm .dvc/tmp/rwlock; fi

test: .venv/dev.installed $(PACKAGES)/dev.installed ## the environment with development extras, then every test
	@echo "== ruff and pytest"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

bench: .venv/peers.installed ## measure every stage at growing sizes, other tools beside: make bench SIZES="1600 1000000"
	@$(BIN)/python -m tests.measure_scale $(SIZES)

cluster: .venv/dev.installed ## test the stages on Dask workers, one of them killed; Dask comes to a folder of its own
	@$(BIN)/python -m pip install --quiet --target .venv/cluster --no-deps --require-hashes -r requirements-cluster.txt
	@PYTHONPATH=.venv/cluster $(BIN)/python -m pytest -n 0 tests/test_engine_on_dask.py tests/test_stages_in_parts.py

SECONDS ?= 60
fuzz: .venv/dev.installed ## feed the readers damaged files for SECONDS (60) a kind; atheris comes to a folder of its own
	@$(BIN)/python -m pip install --quiet --upgrade --target .venv/fuzz --no-deps --require-hashes -r requirements-fuzz.txt
	@PYTHONPATH=.venv/fuzz $(BIN)/python -m tests.fuzz_readers --seconds $(SECONDS)

mutants: .venv/dev.installed ## break every stage on purpose, one way at a time: do the tests notice? minutes
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.mutants

edition: .venv/findings.installed hooks ## start a new edition: make edition NAME=2027 CUT_OFF=2027-06-30 [EARLIER=...]
	@$(BIN)/python -m pipeline.new_edition "$(NAME)" --cut-off "$(CUT_OFF)" $(if $(EARLIER),--earlier "$(EARLIER)")

hooks: ## have git refuse commits of raw survey exports
	@git config core.hooksPath .githooks

notebooks: .venv/dev.installed ## run the notebooks for every edition into notebooks/executed/
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m notebooks.run

gazetteer: .venv/dev.installed ## build data/gazetteer anew from the libraries it is taken from
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-gazetteer.txt
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pipeline.gazetteer
	@echo "== data/dvc.lock says what it was built from"
	@$(BIN)/dvc commit --force data/dvc.yaml:gazetteer

readme: ## put the findings of the last run into README.md
	@sed -i -e '/^<!-- findings/,/^<!-- end of findings/{/^<!--/!d}' README.md
	@for summary in reports/*/summary.md; do sed -i -e '/^<!-- findings/a\\' -e "/^<!-- findings/r $$summary" README.md; done
	@sed -i -e '/^<!-- end of findings/i\\' README.md

lock: .venv/findings.installed ## choose the newest versions pyproject.toml allows and write the requirements files
	@$(BIN)/python -m pip install --quiet uv
	@for set in "requirements.txt:" "requirements-dev.txt:--extra dev" "requirements-gazetteer.txt:--extra gazetteer"; do \
		$(BIN)/uv pip compile pyproject.toml $${set#*:} --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --no-header --no-annotate --output-file "$${set%%:*}" || exit 1; \
	done
	@for set in "dask[distributed]:cluster" "atheris<3.1:fuzz"; do \
		echo "$${set%%:*}" | $(BIN)/uv pip compile - --constraint requirements-dev.txt --quiet --universal \
			--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
			--output-file "requirements-$${set#*:}.txt" || exit 1; \
	done

# The stamp is made last: an installation that broke off is tried again.
.venv/findings.installed: requirements.txt
	@echo "== environment in .venv: Python packages of requirements.txt"
	@test -x $(BIN)/python || { rm -rf .venv && $(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else 0' && $(PYTHON) -m venv .venv; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev.installed: requirements-dev.txt .venv/findings.installed
	@echo "== environment in .venv: development extras of requirements-dev.txt"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# What the project is measured against, in folders of its own: country_converter needs an older pandas.
.venv/peers.installed: .venv/dev.installed
	@echo "== tools that are measured beside the project"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target .venv/peers duckdb splink
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target .venv/country_converter \
		country_converter "pandas<3"
	@touch $@

$(PACKAGES)/findings.installed: pipeline/webmap/package-lock.json | .venv/findings.installed
	@echo "== npm packages that the map is built with"
	@$(BIN)/python -m pipeline.webmap.node --omit=dev
	@touch $@

# npm begins with an empty folder, so both stamps are made anew.
$(PACKAGES)/dev.installed: pipeline/webmap/package-lock.json | .venv/dev.installed
	@echo "== npm packages of the map, with those to develop"
	@$(BIN)/python -m pipeline.webmap.node
	@touch $(PACKAGES)/findings.installed $@
