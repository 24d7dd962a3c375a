# The one entrance. Each target sets up what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DECODER := verifier/web/static/decoder/decoder.js
DEMO := var/demo
VERDICT_PATH := attestation/*,verifier/check.py,verifier/evidence.py,verifier/file_evidence.py,verifier/page/*
PACKAGES := attestation runtime keys register pdf web issuer verifier
CODE := $(PACKAGES) tests examples benchmarks

.PHONY: help demo test conformance bench bench-scale serve pictures fmt lock tools clean

help:
	@echo "make demo    issue the example workbook and check each document"
	@echo "make test    all gates: format, lint, types, imports, tests, coverage"
	@echo "make conformance   EU DSS and veraPDF judge documents issued now (Java, Maven)"
	@echo "make serve   the verifier's pages for the demo, on http://127.0.0.1:8000"
	@echo "make bench   what a document and a check cost, beside the obvious way"
	@echo "make bench-scale   a million attestations, eight issuers, a cluster: ten minutes"
	@echo "make fmt     format the code        make lock    lock the dependencies anew"
	@echo "make clean   remove all that make has made"

demo: $(READY) $(DECODER)
	$(BIN)/python -m examples.demo $(DEMO)

# Modules are compiled as in an installed wheel: the tests start hundreds of processes.
test: $(READY) tools $(DECODER)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m compileall -q $(PACKAGES)
	$(BIN)/pytest -n auto --dist worksteal --cov --cov-report=term
	$(BIN)/coverage report --include='$(VERDICT_PATH)' --fail-under=100

# Needs Java 17 and Maven; their artifacts are fetched once.
conformance: $(READY) tools
	$(BIN)/python -m tests.conformance

bench: $(READY)
	$(BIN)/python -m benchmarks.documents
	$(BIN)/python -m benchmarks.verification

# A million attestations, eight issuers, a cluster, 10,000 documents: ten minutes, 3 GB of disk.
bench-scale: $(READY)
	$(BIN)/python -m benchmarks.scale

serve: demo
	$(BIN)/attest-verifier --config $(DEMO)/attestation.toml serve

# The pictures of the README and of the officer's guide, made anew with Debian's chromium.
pictures: demo
	$(BIN)/python -m examples.pictures $(DEMO)
	$(BIN)/python -m examples.counter_pictures

fmt: $(READY)
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

# Hashes of every file, for every platform; no address of any index.
lock: $(READY)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" \
	  pyproject.toml --extra dev -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" \
	  pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt
	npm --prefix verifier/web/decoder run --silent lock

# The scanner page's QR decoder, bundled from npm; without Node this says so, and goes on.
$(DECODER): $(wildcard verifier/web/decoder/*.js*) verifier/web/decoder/build.sh
	@sh verifier/web/decoder/build.sh

# Debian's tools that the tests use; without the right to install them their tests skip.
tools:
	@sh tests/install-tools.sh

$(READY): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf verifier/web/static/decoder verifier/web/decoder/node_modules
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f .coverage .coverage.*
