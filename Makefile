# Everything sets itself up on a fresh machine (.ci/setup), asks nothing, and is quick the second time.

.DEFAULT_GOAL := help
.PHONY: help run dev test check bench fuzz bundle setup-build setup-test

help: ## these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: bundle ## build Paraat and serve the demonstration (more options: make run ARGS="--listen …")
	cargo run --release --package server --bin paraat -- serve --demo $(ARGS)

dev: bundle ## the same from a debug build: quick to build, slow to run
	cargo run --package server --bin paraat -- serve --demo $(ARGS)

test: setup-test ## every test; the last line is the count
	cargo run --package bundle -- --strict
	@.ci/test $(ARGS)

check: setup-build ## format, lints and docs, with warnings as errors
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

bench: bundle setup-test ## speed beside bare handlers and at national scale; fails below a bar (a part: make bench ARGS="-- handlers")
	cargo bench --package server --bench import
	@cargo run --quiet --package bundle
	cargo bench --package tests --bench speed $(ARGS)

fuzz: setup-build ## ten minutes of files bent at random for the importers (PARAAT_FUZZ_SECONDS, PARAAT_FUZZ_SEED)
	PARAAT_FUZZ_SECONDS=$${PARAAT_FUZZ_SECONDS:-600} \
		cargo test --release --package server --test program fuzz_imports -- --nocapture --test-threads=1

bundle: setup-build ## WebAssembly, style sheet and fonts for the browser (style only: make bundle ARGS=--no-wasm)
	cargo run --package bundle -- $(if $(filter bundle,$(MAKECMDGOALS)),$(ARGS))

setup-build:
	@.ci/setup build

setup-test:
	@.ci/setup test
