# The interface of this repository: people and CI call the same targets.
.DEFAULT_GOAL := help
.PHONY: help setup run test test-schemathesis check check-types check-lint check-format check-layers check-unused check-repository check-rules check-pages pages screenshots format bench bench-api bench-pipes soak rules schemas openapi clean kafka kafka-stop test-kafka-versions test-eventstoredb

BIN := node_modules/.bin
# The last line that knows Kafka's oldest protocol versions, and the newest.
KAFKA_VERSIONS := 3.9.2 4.3.0
INSTALLED := node_modules/.package-lock.json
PAGES := services/web/dist/pages/index.html
PAGE_SOURCES := $(shell find services/web/src services/web/scripts -type f)
FORMATTED := '*.{ts,mjs,cjs}' 'scripts/**/*.{ts,mjs}' 'packages/*/{src,test}/**/*.ts' 'services/*/{src,test}/**/*.{ts,tsx}' 'services/*/scripts/*.{ts,mjs}'

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(INSTALLED): package-lock.json
	@sh scripts/preflight.sh
	@echo 'Installing the dependencies, once. better-sqlite3 is compiled here where no prebuilt binary can be downloaded: about two minutes without output.'
	@sh scripts/install.sh

setup: $(INSTALLED) $(PAGES) ## Install what is needed and build
	@$(BIN)/tsc -b

$(PAGES): $(INSTALLED) $(PAGE_SOURCES)
	@node services/web/scripts/build.mjs

pages: $(PAGES) ## Build the pages where their sources changed

screenshots: setup ## Take the pictures of the README from the running product (needs Chromium)
	@node -C source $(BIN)/ts-node -T -P tsconfig.base.json services/web/scripts/screenshots.ts $(ARGS)

run: setup ## Run the main job on generated sample data, on the embedded store
	@npx --no-install earnback demo $(ARGS)

test: setup ## Run every test: unit, integration, end to end (ARGS='--selectProjects unit' for some)
	@$(BIN)/jest --forceExit $(ARGS)

test-eventstoredb: ## Run the contract of the store on a real server: EARNBACK_TEST_ESDB='esdb://127.0.0.1:2113?tls=false'
	@if [ -z "$$EARNBACK_TEST_ESDB" ]; then \
	  echo "EARNBACK_TEST_ESDB is not set. Name a server that may be written to, for example:" >&2; \
	  echo "  EARNBACK_TEST_ESDB='esdb://127.0.0.1:2113?tls=false' make test-eventstoredb" >&2; \
	  echo "Each test writes to a stream of its own, named earnback-test-<uuid>." >&2; \
	  exit 2; \
	fi
	@$(MAKE) --no-print-directory setup
	@$(BIN)/jest packages/event-store-eventstoredb/src/open-event-store-db.int.test.ts $(ARGS)

check: $(INSTALLED) ## Hold the style: types, lint, format, layers, cycles, unused code, sizes, documents
	@$(MAKE) --no-print-directory --keep-going check-types check-lint check-format check-layers check-unused check-repository check-rules check-pages

check-types: $(INSTALLED)
	@echo '— types'
	@$(BIN)/tsc -b
	@$(BIN)/tsc -p tsconfig.check.json
	@$(BIN)/tsc -p services/web/tsconfig.pages.json

check-lint: $(INSTALLED)
	@echo '— lint and sizes'
	@$(BIN)/eslint . --max-warnings 0

check-format: $(INSTALLED)
	@echo '— format'
	@$(BIN)/prettier --check --log-level warn $(FORMATTED)

check-layers: $(INSTALLED)
	@echo '— layers and cycles'
	@$(BIN)/depcruise packages services

check-unused: $(INSTALLED)
	@echo '— unused files, exports and dependencies'
	@$(BIN)/knip --no-config-hints

check-repository: $(INSTALLED)
	@echo '— documents, names, portability'
	@node scripts/check-repository.mjs

check-rules:
	@echo '— every rule has a test'
	@node scripts/write-rules.mjs --check

check-pages: $(INSTALLED)
	@echo '— weight of the pages'
	@node services/web/scripts/build.mjs

format: $(INSTALLED) ## Format the sources
	@$(BIN)/prettier --write --log-level warn $(FORMATTED)

bench: setup ## Install the benchmarks' peers and measure beside them (ARGS for options)
	@echo 'Installing the peers that only the benchmarks need (packages/bench).'
	@sh scripts/install.sh packages/bench
	@cd packages/bench && npm run --silent bench -- $(ARGS)

bench-api: setup ## Measure the query API beside bare fastify, a thousand streams, and the pages in Chromium
	@sh scripts/install.sh packages/bench
	@cd packages/bench && npm run --silent bench-api -- $(ARGS)

bench-pipes: setup ## Measure Kafka to store, EventStoreDB to projection and publishing beside the bare clients
	@sh scripts/install.sh packages/bench
	@cd packages/bench && npm run --silent bench-pipes -- $(ARGS)

soak: setup ## A thousand kills of ingester, calculator and publisher on a real broker (KILLS)
	@EARNBACK_TEST_KILLS=$(or $(KILLS),1000) $(BIN)/jest services/cli/test/fire --selectProjects kafka

kafka: setup ## Start Apache Kafka on loopback without Docker (KAFKA_VERSION, KAFKA_PORT)
	@node scripts/kafka/start.mjs

kafka-stop: $(INSTALLED) ## End the broker that make kafka started, and remove its data
	@node scripts/kafka/stop.mjs

test-kafka-versions: setup ## Run the tests that need a broker against each version of Kafka we answer for
	@for version in $(KAFKA_VERSIONS); do \
	  echo "— Apache Kafka $$version"; \
	  KAFKA_VERSION=$$version $(BIN)/jest --selectProjects kafka $(ARGS) || exit 1; \
	done

test-schemathesis: setup ## Run Schemathesis against the query API: 10,000 requests made from its document (needs Python 3)
	@node scripts/schemathesis/run.mjs $(ARGS)

rules: ## Write the page of rules and their tests again
	@node scripts/write-rules.mjs

schemas: setup ## Write the JSON Schemas of the events and docs/asyncapi.yaml again
	@npm run --silent schemas

openapi: setup ## Write the OpenAPI document of the query API again
	@npm run --silent openapi

clean: ## Remove what was built; the data stay
	@rm -rf packages/*/dist services/*/dist coverage node_modules/.cache
