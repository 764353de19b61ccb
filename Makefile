# make demo    a first look: install into .venv, scan the sample shop, draw its map
# make test    everything CI runs
# make long    the counts of an acceptance run (takes long); CORPUS=FOLDER adds templates of your own to break
# make readme  write the terminal output in README.md anew
# make sample-assembly   synthesise the CDK form of the sample in four dialects (needs Node)
# make page    build the script of the map page anew (needs Node, or the package of it among the tools)
# make lock    write requirements/ anew (needs uv)
# make clean   remove .venv and out

PYTHON ?= $(shell .ci/find-python)
UV ?= uv
CORPUS ?=
VENV := .venv
BIN := $(VENV)/bin
OUT := out
SHOP := samples/shop/vulnerable
PAGE := hatch_build.py $(shell find page -type f -not -path '*/node_modules/*')
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help demo test lint types imports pytest wheel long readme sample-assembly page lock clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

demo: $(VENV)/demo.stamp
	@$(BIN)/ennead scan $(SHOP) || test $$? -eq 1  # 1: it found what it is there to find
	@$(BIN)/ennead map $(SHOP) --format html --output $(OUT)/shop-map.html
	@echo; echo "The map of the same shop, as one page for any browser:"; echo "$(OUT)/shop-map.html"

test: lint types imports pytest wheel

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy
	cd agents/python && ../../$(BIN)/mypy

imports: $(VENV)/dev.stamp
	$(BIN)/lint-imports

pytest: $(VENV)/dev.stamp
	$(BIN)/pytest -c agents/python/pyproject.toml agents/python/tests
	$(BIN)/pytest

wheel: $(VENV)/dev.stamp
	.ci/check-wheel $(BIN)/python $(OUT)/dist

long: $(VENV)/dev.stamp
	ENNEAD_LONG=1 $(BIN)/pytest
	$(BIN)/python bench/mutate.py $(CORPUS) samples/shop/repaired --count 100
	$(BIN)/python bench/mutate.py $(CORPUS) samples/shop/repaired --gaps --count 50
	$(BIN)/python bench/benign.py --events 2000
	$(BIN)/python agents/python/build_layer.py $(OUT)/layer
	$(BIN)/python bench/flush.py --layer $(OUT)/layer --calls 10000
	$(BIN)/python bench/hygiene.py --layer $(OUT)/layer --calls 10000
	test ! -d ../shared/data/attacks || $(BIN)/python bench/perimeter

readme: $(VENV)/dev.stamp
	$(BIN)/python tools/write_readme.py

sample-assembly: | $(BIN)/python
	$(PYTHON) -m venv $(OUT)/cdk
	$(OUT)/cdk/bin/python -m pip --disable-pip-version-check --quiet install aws-cdk-lib==2.275.0
	rm -rf samples/dialects/cdk/cdk.out
	cd samples/dialects/cdk && CDK_DISABLE_STACK_TRACE=1 CDK_OUTDIR=cdk.out ../../../$(OUT)/cdk/bin/python app.py

page: $(VENV)/dev.stamp
	$(BIN)/python hatch_build.py

lock:
	$(LOCK) --extra dev pyproject.toml --output-file requirements/dev.txt
	$(LOCK) --constraint requirements/dev.txt pyproject.toml --output-file requirements/run.txt
	printf 'hatchling\nnodejs-wheel-binaries\n' | $(LOCK) --constraint requirements/dev.txt - --output-file requirements/build.txt

clean:
	rm -rf $(VENV) $(OUT) page/node_modules src/ennead/report/assets/map.bundle.js src/ennead/report/assets/map.notice.txt

# One .venv for both: the installed tool (demo) and the checkout with its tools (test) replace each other.

$(VENV)/demo.stamp: requirements/run.txt requirements/build.txt pyproject.toml $(PAGE) $(shell find src docs/checks -type f -not -name '*.pyc' -not -name 'map.bundle.js' -not -name 'map.notice.txt') | $(BIN)/python
	@rm -f $(VENV)/dev.stamp
	$(PIP) install --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(PIP) install --no-deps --no-build-isolation --force-reinstall .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml $(PAGE) | $(BIN)/python
	@rm -f $(VENV)/demo.stamp
	$(PIP) install --require-hashes -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation --force-reinstall --editable .
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || .ci/find-python --explain
	$(PYTHON) -m venv $(VENV)
