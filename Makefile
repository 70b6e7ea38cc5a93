# make run tries it out, make test checks it; make alone lists what else there is.

PORT ?= 8000
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
# Options for the tests, such as PYTEST="tests/web -x".
PYTEST ?= -n 3 --dist loadfile
SBOM := dist/sbom.json
# The oldest Python that is supported, so that versions which need a newer one are pinned for that one only.
COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-header --no-emit-index-url --quiet
PYTHONS := $(if $(PYTHON),$(PYTHON),python3.13 python3.12 python3.11 python3)

.DEFAULT_GOAL := help
.PHONY: help run test mutants chaos adversary calendars check bench wheel sbom audit interop lock format clean

help: ## list what make can do
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/make \1 \2/p' Makefile | while read -r make goal words; do \
		printf '%s %-8s %s\n' "$$make" "$$goal" "$$words"; done

run: $(STAMP) ## try it out on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(BIN)/webinars serve --try-out --port $(PORT)

test: $(STAMP) ## run every test that this machine can run
	@$(BIN)/pytest $(PYTEST)

mutants: $(STAMP) ## break the rules of places, time zones and dates in a thousand ways, list what no test notices
	@rm -rf mutants
	@timeout 3600 $(BIN)/mutmut run --max-children 2
	@$(BIN)/mutmut results

chaos: $(STAMP) ## kill, cut off and refuse for as long as it takes, and print what was seen
	@WEBINARS_FAULTS=long $(BIN)/pytest tests/faults tests/load/test_form_rush.py tests/worker/test_sigkill.py -p no:cacheprovider

adversary: $(STAMP) ## attack an installation made of the shipped files for ten minutes, and print what was tried
	@$(BIN)/python -m tests.adversary

calendars: $(STAMP) ## follow ten sequences of e-mails in Thunderbird and Cyrus IMAP
	@WEBINARS_FORBID_SKIPS=1 $(BIN)/pytest tests/scheduling/test_chains.py tests/scheduling/test_calendar_replies.py -n 0 --verbose

check: $(STAMP) ## read the source: style, types, import rule, templates, texts, settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tools.check

bench: $(STAMP) ## measure speed and memory on SQLite and PostgreSQL, beside what the work costs at least
	@$(BIN)/python -m bench

wheel: $(STAMP) ## build the wheel and try it in a fresh environment in another folder
	@$(BIN)/python -m tools.try_wheel

sbom: $(STAMP) ## write the software bill of materials of a production install (CycloneDX), dist/sbom.json
	@mkdir -p $(dir $(SBOM))
	@$(BIN)/python -W ignore::UserWarning -m cyclonedx_py requirements requirements.lock \
		--pyproject pyproject.toml --spec-version 1.6 --output-reproducible --output-file $(SBOM)

# Strict, and by osv.dev: by its default service pip-audit skips packages that cannot be looked up and ends with 0.
audit: $(STAMP) ## check the pinned packages for known vulnerabilities, asks osv.dev
	@$(BIN)/python -m pip_audit --strict --vulnerability-service osv --disable-pip --progress-spinner off \
		--requirement requirements-dev.lock

interop: $(STAMP) ## read our calendar text with ical.js, which needs Node.js
	@cd interop && npm ci --silent --no-audit --no-fund
	@$(BIN)/python -m tests.ical.samples | npm --prefix interop run --silent check

lock: ## pin what running and developing need in requirements.lock and requirements-dev.lock, needs uv
	@$(COMPILE) --output-file requirements.lock
	@$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

format: $(STAMP) ## lay out the source
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

clean: ## remove what was built, but not the data in var/
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis mutants

$(STAMP): requirements-dev.lock pyproject.toml
	@sh tools/make_venv.sh $(VENV) $(PYTHONS)
	@touch $(STAMP)
