# Everything that is done with the project. What a target needs, tools/setup brings first.

PYTHON := .venv/bin/python
# Extras stay in it: without them pip takes a newer release of their package and then refuses it.
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --only-binary :all: --custom-compile-command "make lock" $(ARGS)

.DEFAULT_GOAL := help
.PHONY: help run test lint format bundle screenshots lock test-whoosh2 bench bench-meaning clean

help: ## list these targets
	@sed -n 's/^\([a-z0-9-]*\): ## /\1\t/p' Makefile | expand -t 16

run: ## start the program; ARGS="..." are its arguments
	@tools/setup run
	@$(PYTHON) -m desktop $(ARGS)

test: ## check style, types and imports, then run the tests; ARGS="..." go to pytest
test: export QT_QPA_PLATFORM ?= offscreen
test: lint
	$(PYTHON) -m pytest $(ARGS)

lint: ## check style, types and imports
	@tools/setup test
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	$(PYTHON) .venv/bin/lint-imports --no-logo

format: ## put the source in order
	@tools/setup test
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format

bundle: ## make dist/ifasked, which runs on a machine without Python
	@tools/setup bundle
	PYTHONHASHSEED=1 $(PYTHON) -m PyInstaller --noconfirm --workpath build/pyinstaller build.spec

screenshots: ## take the README's pictures
	@tools/setup screenshots
	QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1920x1200x24" \
		$(PYTHON) -m tools.screenshots docs/images

lock: ## write requirements/*.txt anew; ARGS=--upgrade takes newer releases
	@tools/setup test
	$(LOCK) pyproject.toml --group dev --group bundle -o requirements/dev.txt
	$(LOCK) pyproject.toml -c requirements/dev.txt -o requirements/run.txt
	$(LOCK) --group whoosh2 -o requirements/whoosh2.txt
	$(LOCK) --group bench -c requirements/dev.txt -o requirements/bench.txt

# The folder comes before .venv's own packages, so its whoosh stands in for whoosh3.
test-whoosh2: ## run the tests of index with Whoosh 2.7.4 in place of whoosh3
	@tools/setup test
	$(PYTHON) -m pip install -qq --upgrade --target build/whoosh2 \
		--require-hashes -r requirements/whoosh2.txt
	PYTHONPATH=build/whoosh2 $(PYTHON) -m pytest tests/index $(ARGS)

# The folder comes after .venv's own packages, so that the program is measured as it is.
bench: ## compare with other search engines; CORPORA=folder of the texts, ARGS="..." to it
	@tools/setup test
	$(PYTHON) -m pip install -qq --disable-pip-version-check --upgrade --target build/bench-peers \
		--only-binary :all: --require-hashes -r requirements/bench.txt
	$(PYTHON) -m benchmarks --corpora $(CORPORA) --million --write $(ARGS)

bench-meaning: ## measure search by meaning; CORPORA=folder of the texts, ARGS="..." to it
	@tools/setup test
	$(PYTHON) -m benchmarks.meaning --corpora $(CORPORA) --write $(ARGS)

clean: ## remove what the targets made, but for .venv
	rm -rf build dist .coverage htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache *.egg-info
	find benchmarks desktop index tests tools -name __pycache__ -exec rm -rf {} +
