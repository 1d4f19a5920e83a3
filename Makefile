# make run    sets everything up, fills an example workshop, and serves it on this machine
# make test   all that a change must pass: linters, types, floors, tests
# make check  what takes longer: galleries, matrices, short faults, the wheel as the image installs it
# The rest: promises (over two hours), soak (longer still), bench, pictures, words (for translators), oracle, lock, vendor,
# clean, and lighthouse, which needs npm.
# PYTHON names another interpreter (3.11 or newer), HOST and PORT another address to serve on.

PYTHON ?= python3
VENV := .venv
ORACLE := .venv-oracle
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := $(PY) -m uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-package common-ground --quiet --upgrade

.PHONY: run test check promises soak bench lighthouse pictures words oracle lock vendor clean
.DEFAULT_GOAL := run

run: $(VENV)/.runtime
	@$(PY) -m app migrate
	@$(PY) -m app demo --if-empty
	@$(PY) -m app serve --example $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

test: $(VENV)/.dev
	@tools/test-programs
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -m mypy --no-error-summary
	@$(VENV)/bin/lint-imports > $(VENV)/floors.log 2>&1 || { cat $(VENV)/floors.log; exit 1; }
	@$(PY) -m pytest -m "not check and not promise"

check: $(VENV)/.dev
	@tools/test-programs
	@$(PY) -m pip_audit --requirement requirements/runtime.txt --require-hashes --disable-pip --timeout 30 \
		|| echo "pip-audit: see above. It is a report here; a release waits for a clean one."
	@$(PY) -m pytest --durations 25 -m "check and not promise"; code=$$?; [ $$code = 5 ] && echo "No test is marked check." || exit $$code

promises: $(VENV)/.dev
	@tools/test-programs
	@$(PY) -m pytest -m "promise and not soak"

soak: $(VENV)/.dev
	@tools/test-programs
	@$(PY) -m pytest -m soak

bench: $(VENV)/.dev
	@$(PY) -m app bench

lighthouse: $(VENV)/.dev
	@$(PY) -m tools.lighthouse

words: $(VENV)/.runtime
	@$(PY) -m babel.messages.frontend -q extract -F babel.cfg -k _ -k N_ -k words -k Refusal:2 -k moved_on:1 -k changed_meanwhile:2 -k SlowDown:1 \
		--project "Common Ground" --no-location -o messages.pot .
	@$(PY) -m babel.messages.frontend -q update -D messages -i messages.pot -d app/locale --no-fuzzy-matching \
		--ignore-obsolete --ignore-pot-creation-date --no-wrap && echo "Every sentence is in messages.pot, and its place in app/locale"

pictures: $(VENV)/.dev
	@$(PY) -m tools.pictures $(if $(DESIGN),--design $(DESIGN))

# An environment of its own: pref_voting asks for an older NumPy than Common Ground does.
oracle: $(ORACLE)/.made
	@$(ORACLE)/bin/python -m tools.oracle

lock: $(VENV)/.dev
	@$(LOCK) pyproject.toml --extra dev --output-file requirements/dev.txt
	@$(LOCK) pyproject.toml --extra oidc --extra postgres --extra redis --constraint requirements/dev.txt --output-file requirements/runtime.txt
	@echo hatchling | $(LOCK) - --constraint requirements/dev.txt --output-file requirements/build.txt
	@echo 'pref_voting>=1.18.2' | $(LOCK) - --output-file requirements/oracle.txt
	@$(PY) -m tools.sbom docs/assurance/sbom.cdx.json

vendor:
	@tools/vendoring/fetch

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis
	find app migrations tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Common Ground needs Python 3.11 or newer; name one with make PYTHON=python3.x"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv module is missing. Install it with: apt-get install python3-venv"; exit 1; }
	@echo "Making the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt | $(VENV)/bin/pip
	@echo "Installing what Common Ground runs on"
	@$(PIP) --requirement requirements/runtime.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/runtime.txt | $(VENV)/bin/pip
	@echo "Installing what the tests need"
	@$(PIP) --requirement requirements/dev.txt
	@touch $(VENV)/.runtime $@

$(ORACLE)/.made: requirements/oracle.txt
	@$(PYTHON) -m venv $(ORACLE)
	@echo "Installing a library to count against, about 800 MB, into $(ORACLE)"
	@$(ORACLE)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@
