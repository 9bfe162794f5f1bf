# cordon: `make up` is the main job, `make test` holds it. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
LOCAL := $(PYTHON) -m local
export PYTHONDONTWRITEBYTECODE :=
# The whole suite's result, named by its commit: `make evidence` reads it. A part of the suite proves nothing.
JUNIT = --junitxml=reports/tests/junit.xml -o junit_suite_name=$(shell git describe --always --dirty --abbrev=40 --exclude='*')

##@ The local environment
.PHONY: setup up down status shell
setup: ## Install what is missing: environment, Debian packages, Azurite, engine
	@local/setup.sh
up: setup ## Bring the whole estate up on this machine
	@$(LOCAL) up
down: ## Stop and remove everything that `make up` started (keeps built tools)
	@[ ! -x $(PYTHON) ] || $(LOCAL) down
status: ## What runs, where, and how much memory it takes
	@$(LOCAL) status
shell: ## A shell in which pulumi, cordon and Azure's clients find the local environment
	@$(LOCAL) run

##@ Proof
.PHONY: drill drills drill-faults drill-clean rehearse
drill: up ## Destroy, restore, verify, measure RPO and RTO, write the evidence; SCENARIO=… for one of them
	@$(LOCAL) run -- cordon drill run $(if $(SCENARIO),--scenario $(SCENARIO)) $(ARGS)
drills: up ## Every scenario, and the page over all runs
	@$(LOCAL) run -- cordon drill all $(ARGS)
drill-faults: setup ## Each fault of the catalogue must be found; good runs raise no alarm; killed ones leave nothing
	@CORDON_FAULTS=1 $(PYTHON) -m pytest -q tests/scripts/drills/faults $(ARGS)
drill-clean: ## Remove what an interrupted drill left behind
	@$(LOCAL) run -- cordon drill clean

rehearse: setup ## Bring a stack's real configuration up without a cloud, and scan it: STACK=prod [AGAINST=state.json]
	@$(PYTHON) -m local.rehearsal $(or $(STACK),prod) $(if $(AGAINST),--against $(AGAINST)) $(ARGS)

.PHONY: policy-test
policy-test: setup ## Break each property that a rule guards, over the rehearsed prod and all examples; all must be refused
	@rm -rf reports/policy-test; $(PYTHON) -m local.rehearsal $(or $(STACK),prod) --out reports/policy-test >/dev/null || true
	@$(PYTHON) -m policies.mutation reports/policy-test/state.json

.PHONY: evidence report freshness
evidence: setup ## Each commitment, proven or not, from what runs in a stack: STACK=local; writes reports/evidence
	@$(LOCAL) run -- cordon evidence scan-code || true
	@.venv/bin/cordon evidence scan-dependencies || true
	@PATH="$$($(PYTHON) -c 'from local.tools import install; print(install("oscal"))')/bin:$$PATH" \
		$(LOCAL) run -- cordon evidence gather --validate --stack $(or $(STACK),local) $(ARGS)
report: setup ## The trust report anew, as of now, from the evidence that was gathered
	@.venv/bin/cordon report --stack $(or $(STACK),local)
freshness: setup ## What is due: reviews, rehearsals, drills, registers, exemptions; ARGS=--repository without a stack
	@$(if $(findstring --repository,$(ARGS)),.venv/bin/cordon,$(LOCAL) run -- cordon) freshness $(if $(STACK),--stack $(STACK)) $(ARGS)

.PHONY: rehearse-runbooks
rehearse-runbooks: up ## Rehearse every runbook, kill each in every block, resume it, verify its record
	@$(LOCAL) run -- cordon runbook rehearse-all $(ARGS)

##@ Quality
.PHONY: check test conformance bench golden types
check: setup ## Lint, types and the fast tests: two minutes
	@$(PYTHON) -m ruff check -q . && $(PYTHON) -m ruff format -q --check .
	@.venv/bin/ty check --no-progress -q
	@$(PYTHON) -m pytest -q -m "not local and not slow"
test: ## Everything, from nothing: set-up, lint, types, all tests
	@local/setup.sh --with az
	@$(PYTHON) -m ruff check -q . && $(PYTHON) -m ruff format -q --check .
	@.venv/bin/ty check --no-progress -q
	@$(PYTHON) -m pytest $(if $(ARGS),$(ARGS),$(JUNIT))
conformance: ## The control plane's tests against whatever the environment's AZURE_ variables name
	@$(PYTHON) -m pytest -q tests/local/plane/conformance
bench: setup ## Preview and up beside the floor, restore beside plain pgBackRest
	@for bench in benchmarks/*.py; do echo; echo "== $$bench"; $(PYTHON) $$bench; done
golden: setup ## Regenerate the inventories of dev, staging and prod, and the pages made out of the code
	@$(PYTHON) -m tests.golden
types: setup ## Regenerate the table of resource types from Microsoft's packages
	@$(PYTHON) -m local.types.generate

##@ Housekeeping
.PHONY: purge help
purge: down ## `make down`, and the built tools and the environment too
	@rm -rf .venv "$${CORDON_CACHE:-$${XDG_CACHE_HOME:-$$HOME/.cache}/cordon}"
help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n\033[1m%s\033[0m\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
