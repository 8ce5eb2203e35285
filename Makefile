.DEFAULT_GOAL := help
.PHONY: help demo demo-live run check test fuzz bench soak fleet docs screenshots audit sbom reproduce fmt node_modules

# Node 24 comes with the devDependencies; the machine's own Node only has to run npm.
NODE := node_modules/.bin/node
INSTALLED := node_modules/.package-lock.json

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z_-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(INSTALLED) ## flip a sample node through the four verdicts, then watch it; ARGS=--tour-only ends after the tour
	@$(NODE) scripts/demo.ts $(ARGS)

demo-live: $(INSTALLED) ## break one of three real etcd members, see the alert come and go; ARGS=--quick shortens the waits
	@$(NODE) scripts/demo-live.ts $(ARGS)

run: $(INSTALLED) ## run the agent on this machine; options in ARGS, as in make run ARGS="check --help"
	@$(NODE) --max-semi-space-size=1 src/main.ts $(ARGS)

check: $(INSTALLED) ## lint, format, types, dead code, unit tests, in a minute
	@npm run --silent check

test: $(INSTALLED) ## lint, format, types, dead code, every test; the last line counts them; one file with ARGS="test/unit/options/options.test.ts"
	@scripts/install-debian-packages.sh
	@npm run --silent static
	@$(NODE) scripts/run-tests.ts $(ARGS)

fuzz: $(INSTALLED) ## try hostile inputs and a real etcd for minutes, as root; again with ARGS="--seed=1 --minutes=5"
	@$(NODE) --max-semi-space-size=1 test/system/fuzz/main.ts $(ARGS)

bench: $(INSTALLED) ## measure latency, CPU and memory beside plain programs, in minutes; one part with ARGS=serving
	@npm run --silent bundle
	@$(NODE) bench/main.ts $(ARGS)

soak: $(INSTALLED) ## work one agent hard for 3 minutes and see that nothing grows; longer with ARGS="--minutes=30"
	@npm run --silent bundle
	@$(NODE) bench/soak.ts $(ARGS)

fleet: $(INSTALLED) ## ask a real Prometheus what 1,000 nodes cost it, in minutes; others with ARGS=--nodes=10000
	@$(NODE) bench/fleet.ts $(ARGS)

audit: $(INSTALLED) ## ask the registry for known vulnerabilities and check its signatures; 2 if it cannot be asked
	@$(NODE) scripts/audit.ts

sbom: $(INSTALLED) ## write dist/sbom.cdx.json: the packages that run, as CycloneDX
	@$(NODE) scripts/sbom.ts $(ARGS)

reproduce: $(INSTALLED) ## install twice from nothing and compare packages and bundle, byte by byte
	@$(NODE) scripts/reproduce.ts

docs: $(INSTALLED) ## write the generated parts of the pages and the completion scripts anew
	@$(NODE) scripts/docs.ts
	@$(NODE) scripts/completion.ts

screenshots: $(INSTALLED) ## take the pictures of the page anew, docs/images; wants the Debian packages chromium and pngquant
	@$(NODE) scripts/screenshots.ts $(ARGS)

fmt: $(INSTALLED) ## fix what the linter and the formatter can fix
	@npm run --silent format:fix

node_modules: $(INSTALLED) ## install what is missing

$(INSTALLED): package-lock.json
	@command -v npm >/dev/null || { echo 'Cannot install: npm is missing, get Node.js 20 or later with npm' >&2; exit 1; }
	@echo 'Installing node_modules'
	@npm ci --loglevel=error
	@touch $@
