# The one entrance. Each target sets up what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
READY := $(VENV)/.ready
RELEASE_TOOLS := $(VENV)-release/.ready
# No resolver takes part: what is installed is the lock, whatever was released since, with any pip.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-deps
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-strip-extras --no-emit-index-url --custom-compile-command "make lock"
DECODER := verifier/http/static/decoder/decoder.js
CHECKER := verifier/kit/checker/checker.js
DEMO := var/demo
# Of the verifier, the desk and the participant's page.
PORTS := 8000 8001 8002
WORKERS = $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PACKAGES := attestation runtime keys register pdf web issuer verifier operations
CODE := $(PACKAGES) tests examples benchmarks release
PURE := tests/attestation tests/keys/trust tests/test_architecture.py tests/test_mirror.py tests/test_unused.py tests/test_startup.py

.PHONY: conformance-documents conformance-log machine-test deb release help demo check lint style types test tests test-all licences drift conformance bench bench-scale serve pictures fonts catalogues fmt lock tools clean

help:
	@echo "make demo    issue the example workbook and check each document"
	@echo "make check   format, lint, types, imports, and the tests of what is pure: while one works"
	@echo "make lint    the same without tests"
	@echo "make test T=tests/keys   the tests of one folder or file, nothing else"
	@echo "make test    all gates: format, lint, types, imports, tests, coverage"
	@echo "make test-all   the same with every long sweep whole (.ci/run may call it where it has the time)"
	@echo "make conformance   EU DSS and veraPDF judge documents issued now (Java, Maven), then conformance-log"
	@echo "make conformance-log   scitt-cose judges receipts, torchwood heads, tiles and proofs (Go)"
	@echo "make deb     packages for Debian 12 and 13"
	@echo "make release   packages, single-file archives, bill of materials, checksums, signed"
	@echo "make machine-test   a bare Debian booted, set up, unplugged, restored (root, debootstrap)"
	@echo "make serve   the demo's three faces on this machine, and how to enter each"
	@echo "make bench   what a document and a check cost, beside the obvious way"
	@echo "make bench-scale   a million attestations, eight issuers, a cluster: ten minutes"
	@echo "make fonts   write the shipped typeface anew out of its packages"
	@echo "make catalogues   messages of documents and desk that are new, into the files that translators fill"
	@echo "make fmt     format the code        make lock    lock the dependencies anew"
	@echo "make drift   does what is locked install still, with an old pip and the newest?"
	@echo "make licences   the packages that the program runs with, and under which terms"
	@echo "make clean   remove all that make has made"

demo: $(RUNTIME) $(DECODER) $(CHECKER)
	$(BIN)/python -m examples.demo $(DEMO) $(PORTS)

lint: style types

style: $(READY)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/lint-imports

types: $(READY)
	$(BIN)/mypy

# What needs no server, no browser and no child process: under a minute.
check: lint
	$(BIN)/pytest -q -n auto $(PURE)

ifdef T
test: $(READY)
	$(BIN)/pytest -n auto $(T)
else
# mypy uses one processor for a minute: the tests begin meanwhile.
test: style
	$(MAKE) --no-print-directory -j 2 types tests
endif

# Modules are compiled as in an installed wheel: the tests start hundreds of processes. One worker
# more than processors, because a test in a browser or around a server waits a third of its time.
tests: tools $(DECODER) $(CHECKER)
	$(BIN)/python -m compileall -q $(PACKAGES)
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -p tests.support.branch_coverage

# Every sweep whole; docs/development.md says which and how far.
test-all: export ATTESTATION_SWEEPS := whole
test-all: test

licences: $(RUNTIME)
	$(BIN)/python -m tests.setup.licences

# The Makefile's own installation, with a lock of sixty days ago, an old pip and the newest.
drift: $(READY)
	$(BIN)/python -m tests.setup.drift

conformance: conformance-documents conformance-log

# Needs Java 17 and Maven; their artifacts are fetched once.
conformance-documents: $(READY) tools
	$(BIN)/python -m tests.conformance

# Needs Go 1.24 and an SSH agent; what judges there is fetched once, as it is pinned.
conformance-log: $(READY)
	$(INSTALL) --require-hashes --upgrade --target var/conformance/python -r tests/conformance/scitt.txt
	$(BIN)/python -m tests.conformance.logs

# Root, debootstrap, systemd-nspawn; says what is missing, and tests nothing then. SUITE=bookworm for Debian 12.
SUITE := trixie
machine-test: deb
	$(BIN)/python -m tests.machine $(SUITE)

# Of this checkout, for Debian 12 and 13, into var/release; no root needed.
deb: $(READY) $(DECODER) $(CHECKER)
	$(BIN)/python -m release.deb

# Packages, single-file archives, bill of materials and their checksums; RELEASE_KEY=file signs them.
release: deb $(RELEASE_TOOLS)
	$(BIN)/python -m release.archive $(VENV)-release/bin/shiv
	$(VENV)-release/bin/cyclonedx-py requirements requirements/runtime.txt --pyproject pyproject.toml \
	  --mc-type application --output-reproducible --of JSON -o var/release/sbom.cdx.json
	@sh release/sign.sh var/release $(RELEASE_KEY)

$(RELEASE_TOOLS): requirements/release.txt
	@$(PYTHON) -m venv $(VENV)-release
	$(VENV)-release/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

bench: $(READY)
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.documents
	$(BIN)/python -m benchmarks.printing
	$(BIN)/python -m benchmarks.verification
	$(BIN)/python -m benchmarks.comparison 70001 40 40

# A million attestations, eight issuers, a cluster, 10,000 documents: ten minutes, 3 GB of disk.
bench-scale: $(READY)
	$(BIN)/python -m benchmarks.scale

serve: demo
	@$(BIN)/python -m examples.serve $(DEMO)

# The pictures of the README and of the officer's guide, made anew with Debian's chromium.
pictures: demo
	$(BIN)/python -m examples.pictures $(DEMO)
	$(BIN)/python -m examples.counter_pictures

fmt: $(READY)
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

# The typeface as it is shipped, out of the packages that have it; the tests compare.
fonts: $(READY)
	$(BIN)/python -m tests.setup.fonts

# The catalogues of the words of documents and of the desk, with every message that the code has now.
catalogues: $(READY)
	$(BIN)/python -m tests.setup.catalogues
	$(BIN)/python -m tests.setup.desk_catalogues

# Hashes of every file, for every platform; no address of any index.
lock: $(READY)
	$(LOCK) pyproject.toml --extra dev -o requirements/dev.txt
	$(LOCK) pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt
	$(LOCK) pyproject.toml --extra cluster -c requirements/dev.txt -o requirements/cluster.txt
	$(LOCK) --group build -c requirements/dev.txt -o requirements/build.txt
	$(LOCK) --group release -o requirements/release.txt
	npm --prefix verifier/http/decoder run --silent lock
	npm --prefix checker run --silent lock

# The scanner page's QR decoder, bundled from npm; without Node this says so, and goes on.
$(DECODER): $(wildcard verifier/http/decoder/*.js*) verifier/http/decoder/build.sh
	@sh verifier/http/decoder/build.sh

# The checker that a kit carries, bundled from checker/; without Node this says so, and goes on.
$(CHECKER): $(wildcard checker/*.json checker/*.mjs checker/src/* checker/src/page/* checker/test/*) web/static/base.css checker/build.sh
	@sh checker/build.sh

# Debian's tools that the tests use; without the right to install them their tests skip.
tools:
	@sh tests/install-tools.sh

# What the programs need, and what makes this checkout importable.
$(RUNTIME): requirements/runtime.txt requirements/build.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "No virtual environment here. On Debian: apt install python3-venv"; exit 1; }
	$(INSTALL) --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	$(INSTALL) --no-build-isolation -e .
	$(BIN)/pip check
	@touch $@

# What the gates need besides.
$(READY): $(RUNTIME) requirements/dev.txt
	$(INSTALL) --require-hashes -r requirements/dev.txt
	$(BIN)/pip check
	@touch $@

clean:
	rm -rf verifier/http/static/decoder verifier/http/decoder/node_modules
	rm -rf verifier/kit/checker checker/node_modules checker/build
	rm -rf $(VENV) $(VENV)-release var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
