# Every target that people and CI use; `make help` lists them. GNU make.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The version comes from FyneApp.toml, so stamping the revision is not needed; and git refuses it in a checkout owned by
# somebody else, as in many CI containers.
export GOFLAGS := $(strip $(GOFLAGS) -buildvcs=false)

comma := ,

# Tells Fyne that widgets are only touched through fyne.Do, so that it leaves out its locks for older programs.
TAGS ?= migrated_fynedo

# Position-independent, and with everything that is linked dynamically resolved at the start and then read-only, as distributions build.
# ELF's linkers know these flags; elsewhere Go's defaults are position-independent anyway.
HARDENED := $(if $(filter Linux,$(shell uname -s)),-buildmode=pie -ldflags=-extldflags=-Wl$(comma)-z$(comma)relro$(comma)-z$(comma)now)

# Without nodynamic the WebP codec looks for the system's libwebp at run time, which takes a dynamic program.
STATIC_TAGS := headless,nodynamic

LINT_VERSION := v2.15.0
LINT := .cache/bin/golangci-lint-$(LINT_VERSION)
SUMMARY_VERSION := v1.13.0
SUMMARY := .cache/bin/gotestsum-$(SUMMARY_VERSION)
VULN_VERSION := v1.9.0

# All packages but main: only main links OpenGL, which would be built a second time for the race detector.
PACKAGES = $$(go list -tags $(TAGS) ./... | grep -vx "$$(go list -m)")

FUZZTIME ?= 30s

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## Build and try it: the window on a desktop, the command line elsewhere; ARGS="..." goes to sizemill
	@scripts/run.sh $(ARGS)

.PHONY: build
build: ## Build ./sizemill
	@scripts/needs.sh build
	go build $(HARDENED) -tags $(TAGS) -o sizemill .

.PHONY: headless
headless: ## Build ./sizemill without the window, as one static file
	CGO_ENABLED=0 go build -tags $(STATIC_TAGS) -o sizemill .

# A package may take this long, on a busy machine too; under the race detector none takes over two minutes of processor time.
TESTLIMIT := 30m
GOTEST ?= go test -timeout $(TESTLIMIT)

.PHONY: test
test: needs-test $(SUMMARY) ## Run all tests: units under the race detector and whole, other variants, the real window under Xvfb
	$(SUMMARY) --format pkgname --raw-command -- \
		$(MAKE) -s -k --no-print-directory GOTEST="go test -json -timeout $(TESTLIMIT)" vet race whole variants e2e faults-short

.PHONY: needs-test
needs-test:
	@scripts/needs.sh test

$(SUMMARY):
	@echo "test: building gotestsum $(SUMMARY_VERSION) into .cache/bin, which sums up the tests"
	GOBIN="$(CURDIR)/.cache/bin" go install gotest.tools/gotestsum@$(SUMMARY_VERSION)
	mv .cache/bin/gotestsum $@

.PHONY: vet
vet: ## Check that the variants build: window, pure Go, headless, window tests, other systems
	go vet -tags $(TAGS),e2e,faults ./...
	go vet -tags $(TAGS),purego ./resize/...
	CGO_ENABLED=0 go vet -tags $(STATIC_TAGS) .
	CGO_ENABLED=0 GOOS=windows go vet -tags $(STATIC_TAGS) .
	CGO_ENABLED=0 GOOS=darwin go vet -tags $(STATIC_TAGS) .

.PHONY: whole
whole: ## Test without the race detector what shrinks its sweeps under it
	$(GOTEST) -tags $(TAGS) ./resize/ ./resize/codec/ ./resize/codec/tiff/

# The WebAssembly compiler that AVIF runs on is not instrumented: it shares nothing with us, and to compile libaom takes each package
# that makes an AVIF five seconds instead of eighteen.
NORACE := -gcflags=github.com/tetratelabs/wazero/...=-race=false

.PHONY: race race-units race-main
race: race-units race-main ## Run the unit tests under the race detector (main's without it)
race-units:
	$(GOTEST) -race $(NORACE) -tags $(TAGS) $(PACKAGES)
race-main:
	$(GOTEST) -tags $(TAGS) .

.PHONY: variants purego static plain-cpu plain-filters neon
variants: purego static plain-cpu plain-filters neon ## Test what other builds and processors run
purego: ## Test the codecs and kernels in pure Go
	$(GOTEST) -tags purego ./resize/...
static: ## Test what the static command line builds differently
	CGO_ENABLED=0 $(GOTEST) -tags $(STATIC_TAGS) ./batch/ ./cli/ ./internal/confine/ ./resize/codec/heif/libheif/ ./resize/codec/webp/libwebp/
plain-cpu: ## Test the kernels as on a processor without AVX2
	GODEBUG=cpu.avx2=off $(GOTEST) -count=1 ./resize/resample/ ./resize/codec/jpeg/turbo/
plain-filters: ## Test PNG's filters without vector instructions
	CGO_CFLAGS="-O2 -g -DPNG_PLAIN" $(GOTEST) ./resize/codec/png/pixels/
neon: ## Test the NEON kernels under qemu
	@scripts/needs.sh test >&2
	CGO_ENABLED=0 GOARCH=arm64 $(GOTEST) -exec qemu-aarch64-static -run 'Agree|Last|Plain|Odd' ./resize/resample/

.PHONY: e2e
e2e: ## Drive the real window under Xvfb (Linux)
	@scripts/needs.sh test >&2
	$(GOTEST) -count=1 -v -tags e2e,$(TAGS) ./e2e/...

.PHONY: faults faults-short soak
faults: ## Provoke every fault in the real command line (Linux, best as root; 15 minutes): docs/faults.md
	@scripts/needs.sh test >&2
	SIZEMILL_FAULTS="$(CURDIR)/docs/faults.md" $(GOTEST) -count=1 -v -timeout 60m -tags faults ./faults
faults-short: ## Provoke the faults that take little time
	@scripts/needs.sh test >&2
	$(GOTEST) -count=1 -v -short -tags faults ./faults

SOAK ?= 5m
soak: ## Watch folders in which everything moves for SOAK (5m), and count the results (Linux)
	SIZEMILL_SOAK=$(SOAK) $(GOTEST) -count=1 -v -timeout 0 -tags faults -run TestSoak ./faults

.PHONY: lint
lint: $(LINT) ## Check formatting, code, scripts and sizes of files
	@scripts/needs.sh lint
	go vet -tags $(TAGS),e2e,faults ./...
	$(LINT) run
	shellcheck .ci/run $$(git ls-files --cached --others --exclude-standard '*.sh')
	scripts/check-sources.sh

$(LINT):
	@echo "lint: building golangci-lint $(LINT_VERSION) into .cache/bin (some minutes, once)"
	GOBIN="$(CURDIR)/.cache/bin" go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv .cache/bin/golangci-lint $@

.PHONY: fmt
fmt: ## Format all Go files
	gofmt -w -s $$(git ls-files --cached --others --exclude-standard '*.go')

.PHONY: bench
bench: ## Run the benchmarks
	go test -run '^$$' -bench . -benchmem -tags $(TAGS) $(PACKAGES)

.PHONY: fidelity
fidelity: ## Compare results with an exact computation and with other programs' (DATA=folder with camera/): docs/fidelity.md
	go build -tags headless -o .cache/sizemill-fidelity .
	go run ./internal/cmd/fidelity -ours .cache/sizemill-fidelity -data "$(DATA)" > .cache/fidelity.md
	printf '\n## Wide colors\n\nMean difference, out of 255, between a wide-gamut picture after resizing (quality 95), seen through the profile of the result, and\nthe source in exact arithmetic (TestWideColorsStay):\n\n| profile | result | mean difference |\n|---|---|---|\n' >> .cache/fidelity.md
	go test -count=1 -run TestWideColorsStay -v ./resize | sed -nE 's/^.*: (.*) in (.*): mean (.*) of 255$$/| \1 | \2 | \3 |/p' | sort >> .cache/fidelity.md
	mv .cache/fidelity.md docs/fidelity.md

.PHONY: fuzz
fuzz: ## Fuzz each parser and planner for FUZZTIME (30s)
	scripts/fuzz.sh $(FUZZTIME)

.PHONY: vuln
vuln: ## Look for known vulnerabilities in what we call (needs the network)
	go run golang.org/x/vuln/cmd/govulncheck@$(VULN_VERSION) -tags $(TAGS) ./...

.PHONY: package
package: ## Make dist/*.deb and dist/*.tar.xz
	@scripts/needs.sh package
	scripts/package.sh

.PHONY: package-test
package-test: package ## Install the .deb into a clean Debian; convert photos and open its window there (root)
	@scripts/needs.sh package-test
	scripts/package-test.sh

.PHONY: clean
clean: ## Remove what was built
	rm -rf sizemill sizemill.exe dist .cache
