# HtmlGraph. `make` alone lists the targets.

GO      ?= go
# HtmlGraph databases have full-text tables with triggers.
GOFLAGS += -tags=sqlite_fts5
export GOFLAGS

BINARY  := bin/htmlgraph
# The modules beside that of the server: the Go client, the tests of the clients, and the manual pages.
MODULES := gen/client .ci/clients .packaging/man
LINT    := tool -modfile=$(CURDIR)/.ci/lint/go.mod golangci-lint run -c $(CURDIR)/.golangci.yml ./...

# The database to serve: the nearest one in this folder or its parents, else the one in the home folder.
DB      := $(if $(HTMLGRAPH_DB),$(HTMLGRAPH_DB),$(shell d=$$PWD; while [ "$$d" != / ] && [ ! -f "$$d/.htmlgraph/htmlgraph.db" ]; do d=$$(dirname "$$d"); done; \
             for f in "$$d/.htmlgraph/htmlgraph.db" "$$HOME/.htmlgraph/htmlgraph.db"; do [ -f "$$f" ] && echo "$$f" && break; done))

.DEFAULT_GOAL := help
.PHONY: help build install run test clients crash golden redaction-rules generate check-generate check-breaking release check-release assets check-assets lint generators pages fuzz fuzz-api mutants bench bench-large bench-live bench-writing bench-ingest bench-search soak bench-corpus corpus bench-compare contract ccusage e2e dist check-dist clean ci

help: ## list the targets
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build bin/htmlgraph
	@$(GO) build -o $(BINARY) ./cmd/htmlgraph

install: ## install htmlgraph to the folder of Go programs (go env GOPATH, bin)
	$(GO) install ./cmd/htmlgraph

run: build ## build, and serve your database, or a sample if you have none
ifeq ($(DB),)
	@echo "No database found, serving a sample. Your own would be .htmlgraph/htmlgraph.db in a project or in your home."
	@$(BINARY) serve --demo
else
	@echo "Serving $(DB)"
	@$(BINARY) serve --db "$(DB)"
endif

test: ## run all tests of all modules with the race detector
	$(GO) test -race -timeout 30m ./...
	for module in $(MODULES); do $(GO) -C $$module test -race ./... || exit 1; done

clients: build ## pack the TypeScript client, and test it as a program of somebody else uses it (needs Node)
	.ci/clients/ts/run $(BINARY)

fuzz-api: build ## send random requests to the server, and hold the responses against the document; SEED=, REQUESTS= (needs Node)
	.ci/api-fuzz/run

mutants: ## put every small fault into the goldens' responses, and fail for each that no test finds; make test tries some
	HTMLGRAPH_MUTANTS=all $(GO) test ./internal/contract -run TestNoMutantSurvives -count 1 -v

fuzz: ## fuzz each parser for FUZZTIME (60s); FUZZ= selects one target
	.ci/fuzz

generators: build ## generate clients with ogen, hey-api, orval and openapi-typescript, and make ten calls with each (needs Node)
	.ci/generators/run $(BINARY)

pages: build ## run the snippets of docs/api word for word (needs Node)
	.ci/pages/run

crash: ## kill the server 100 times while clients post, and check that confirmed events are stored
	HTMLGRAPH_CRASH_ROUNDS=100 $(GO) test ./internal/app -run TestKillingTheServerLosesNoConfirmedEvent -count 1 -timeout 60m

golden: ## rewrite the golden fixtures from the responses of the server
	$(GO) test ./internal/contract -run '^(TestGolden|TestTranscripts)$$' -update

redaction-rules: ## rewrite the redaction rules from the catalogue pinned in .ci/redaction/go.mod
	$(GO) generate ./internal/redact

generate: ## bundle the document and generate server, clients and types (needs Node)
	openapi/generate.sh

check-generate: ## fail if gen/ is not up to date (needs Node)
	rm -rf gen && $(MAKE) --no-print-directory generate && git diff --exit-code -- gen && \
		test -z "$$(git status --porcelain -- gen)"

release: ## make the release VERSION, see docs/versioning.md: check, commit, tag (needs Node)
	.ci/release $(VERSION)

check-release: ## test what a release checks and changes (needs Node)
	.ci/release-test

check-breaking: ## fail if the document breaks clients of the last release
	openapi/check-breaking.sh

assets: ## copy the pinned front-end libraries to internal/web/static/vendor (needs Node)
	.ci/assets/vendor.sh

check-assets: ## fail if the front-end libraries differ from the pinned packages
	$(MAKE) --no-print-directory assets && git diff --exit-code -- internal/web/static/vendor && \
		test -z "$$(git status --porcelain -- internal/web/static/vendor)"

lint: ## lint the Go code of all modules and the document (needs Node)
	$(GO) $(LINT)
	for module in $(MODULES); do $(GO) -C $$module $(LINT) || exit 1; done
	openapi/lint.sh

bench: ## benchmark with 10,000 and 100,000 events, over HTTP
	$(GO) test ./internal/bench -run '^$$' -bench . -timeout 30m

bench-large: ## the same with 10,000 and 1,000,000 events
	HTMLGRAPH_BENCH_EVENTS=1000000 $(GO) test ./internal/bench -run '^$$' -bench . -timeout 60m

bench-live: build ## measure streams with 1 to 5,000 clients
	$(GO) run ./internal/bench/live $(BINARY)

bench-writing: ## read with 50 clients for 30 s while another process writes
	HTMLGRAPH_BENCH_SECONDS=30 $(GO) test ./internal/bench -run '^$$' -bench WhileAnotherProcessWrites -benchtime 1x

bench-ingest: build ## measure ingestion, compared with bare inserts of the same rows (3 minutes)
	$(GO) run ./internal/bench/ingest --rounds 2 $(BINARY)

# How many parts make bench-search searches.
PARTS ?= 1000000

bench-search: ## measure the search in PARTS (1,000,000) parts, and the indexing of them
	HTMLGRAPH_BENCH_PARTS=$(PARTS) $(GO) test ./internal/bench -run '^$$' -bench BenchmarkSearch -benchtime 1x -timeout 60m

# How long the load of make soak lasts.
SOAK ?= 20m

soak: build ## put a mixed load on the server for SOAK (20m), and fail if memory, goroutines, files, logs or times grow
	$(GO) run ./internal/bench/soak --duration $(SOAK) $(BINARY)

# The folders of generated transcripts, outside the project.
CORPUS ?= $(or $(TMPDIR),/tmp)/htmlgraph-corpus

corpus: ## write 350 MB of generated transcripts, and 10,000 small files, to CORPUS and CORPUS-small
	$(GO) run ./internal/bench/corpus $(CORPUS)
	$(GO) run ./internal/bench/corpus --files 10000 --megabytes 30 $(CORPUS)-small

bench-corpus: build corpus ## import these transcripts, and print CPU time and memory; OTHER= is a second binary
	$(GO) run ./internal/bench/corpus $(CORPUS) $(BINARY) $(OTHER)
	$(GO) run ./internal/bench/corpus $(CORPUS)-small $(BINARY) $(OTHER)

contract: build ## check the server against the recorded contract, if available beside the project
	.ci/contract

# Transcripts of Claude Code to compare; a small generated corpus if not set.
TRANSCRIPTS ?=

ccusage: build ## compare tokens and costs of TRANSCRIPTS with those of ccusage, in two time zones (needs Node)
	$(if $(TRANSCRIPTS),,$(GO) run ./internal/bench/corpus --files 200 --megabytes 20 $(CORPUS)-compared)
	.ci/ccusage/run $(BINARY) $(or $(TRANSCRIPTS),$(CORPUS)-compared)

e2e: build ## test the dashboard in a browser; SPEC= selects one file (needs Node, Debian's Chromium)
	.ci/e2e/run $(SPEC)

dist: ## build what a release consists of: archives, Debian packages, checksums (docs/releasing.md)
	.packaging/dist

check-dist: ## install and run what make dist built, as far as this machine can (docs/releasing.md)
	.packaging/check-dist

bench-compare: ## compare the speed with that of BASE=REVISION, in ten pairs of runs (an hour)
	.ci/compare $(BASE)

clean: ## remove build results
	rm -rf bin dist

ci: lint check-generate check-breaking check-release check-assets test clients pages contract fuzz-api e2e ## all checks (needs Node)
