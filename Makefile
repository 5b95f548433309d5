# The two commands of the README are `make run` and `make test`. Needs Python 3.11 or newer and make, nothing else.
# PYTHON: the interpreter to start from; where `python3` is too old, the newest of the named ones is taken.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test coverage mutants lint check scoreboard book bench sizes soak chaos fuzz clean pins

run: $(VENV)/.run
	@$(BIN)/whatcode

test: $(VENV)/.dev
	$(BIN)/python -m pytest

# Lines and branches of our three packages, in the processes of the tests as well. Twice as slow as the tests alone: what
# measures time or waits for a process may fail for that, which a look at the list at the end has to tell. The status is 1
# where a test failed or a package has less than 95 %. `make coverage TESTS=tests/bot` shows what some tests reach.
TESTS ?= --ignore=tests/fuzz/test_worst_texts.py --ignore=tests/fuzz/test_patterns.py
coverage: export COVERAGE_FILE := $(CURDIR)/.coverage
coverage: $(VENV)/.dev
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest --timeout=600 $(TESTS) || failed=1; \
	$(BIN)/coverage combine --quiet; \
	for package in bot knowledge adapters; do \
		$(BIN)/coverage report --skip-covered --show-missing --include="$$package/*" --fail-under=95 || failed=1; \
	done; \
	test -z "$$failed" || echo "coverage: a test failed (see above), or a package has less than 95 %" >&2; exit $${failed:-0}

# Three hundred of each target, about an hour on one idle core; `make mutants MOST=90` tries fewer.
mutants: $(VENV)-mutants/.done
	$(VENV)-mutants/bin/python tests/mutants.py $(MOST)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

scoreboard: $(VENV)/.dev
	$(BIN)/python tests/eval/scoreboard.py

bench: $(VENV)/.dev $(VENV)-bench/.done
	$(BIN)/python bench/understanding.py
	$(BIN)/python bench/discord_memory.py
	$(BIN)/python bench/platforms.py

# Memory and processor time of a serving process, for deploy/README.md: six minutes.
sizes: $(VENV)/.dev
	$(BIN)/python bench/sizes.py

soak: $(VENV)/.dev
	$(BIN)/python bench/soak.py

# 10,000 updates a platform, ten minutes at most; the same with 600 is part of `make test`.
chaos: $(VENV)/.dev
	CHAOS_UPDATES=10000 $(BIN)/python -m pytest tests/chaos -m chaos

# A million texts, and of all else that tests/fuzz tries more in proportion: an hour on two idle cores, or a half more on one
# (FUZZ_PROCESSES=1), four at most. With API_DESCRIPTIONS=FOLDER updates are made from the platforms' own
# descriptions (tests/fuzz/descriptions.py says which).
fuzz: $(VENV)/.dev
	FUZZ_TEXTS=$${FUZZ_TEXTS:-1000000} timeout 14400 $(BIN)/python -m pytest tests/fuzz --timeout=7200

book: $(VENV)/.dev
	$(BIN)/python -m knowledge.report

# Installs go by hash, without resolving: the files name everything, and a newer release must not be looked at.
# Our own package is linked in without its dependencies, which stand in the files above.
# The messages go to standard error: `echo "what's 503" | make run` prints the answer alone on standard output.
$(VENV)/.run: requirements/run.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: set PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) >&2
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/run.txt >&2
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . >&2
	@$(BIN)/python -m compileall -q bot knowledge adapters
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/dev.txt >&2
	@touch $@

# aiogram, which we are compared with, has wishes of its own about other packages.
$(VENV)-bench/.done: requirements/bench.txt
	@test -x $(VENV)-bench/bin/python || $(PYTHON) -m venv $(VENV)-bench >&2
	@$(VENV)-bench/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/bench.txt >&2
	@touch $@

# mutmut runs in the process of the tests, and brings a user interface that nobody else needs.
$(VENV)-mutants/.done: requirements/mutants.txt pyproject.toml
	@test -x $(VENV)-mutants/bin/python || $(PYTHON) -m venv $(VENV)-mutants >&2
	@$(VENV)-mutants/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/mutants.txt >&2
	@$(VENV)-mutants/bin/python -m pip install --quiet --no-deps --no-build-isolation -e . >&2
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-bench $(VENV)-mutants mutants dist build knowledge/book.bin .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# Renew the pinned versions and hashes (needs uv; writes no registry address).
pins:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--all-extras pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra discord --extra postgresql --extra telegram -c requirements/run.txt pyproject.toml -o requirements/serve.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--all-extras --group dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group wheel -c requirements/run.txt -o requirements/build.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group bench -o requirements/bench.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--all-extras --group mutants -c requirements/dev.txt pyproject.toml -o requirements/mutants.txt
