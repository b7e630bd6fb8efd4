# What a person types. CI types the same. `make help` lists it.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=
PY := .venv/bin/python

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: .venv/.runs ## install what is missing and serve http://127.0.0.1:8000
	@.venv/bin/kring run

setup: .venv/.tests ## install everything into .venv, start nothing

test: .venv/.tests ## install what is missing and run everything
	@tools/test

check: .venv/.tests ## format, lint, types and the tests without a browser
	@tools/test check

e2e: .venv/.tests ## the tests in real browsers
	@tools/test e2e

promises: .venv/.tests ## check every promise on a real meeting; the report goes to build/beloften.md
	@$(PY) -m tools.promises

fuzz: .venv/.tests ## 10,000 cases of every kind of input that no browser sends
	@KRING_FUZZ=$${KRING_FUZZ:-10000} $(PY) -m pytest -q tests/fuzz tests/media/test_fuzz.py \
		tests/media/test_plane.py

sbom: .venv/.runs ## what is inside, in CycloneDX's form, to build/sbom.json
	@$(PY) -m tools.sbom

bench: .venv/.tests ## measure; results go to benchmarks/RESULTS.md
	@$(PY) -m benchmarks

bench-media: .venv/.tests ## the media plane beside Janus and MediaRelay (as root; see benchmarks/RESULTS.md)
	@$(PY) -m benchmarks.media --most 40

image-steps: .venv/.runs ## carry out the Dockerfile by hand where there is no Docker (as root)
	@$(PY) -m tools.image

screenshots: .venv/.tests ## a picture of every page in both sizes, in build/screenshots
	@$(PY) -m tools.screenshots

lock: ## renew the lock files from pyproject.toml (versions and hashes, no addresses)
	@tools/lock

clean: ## remove what was built or installed here
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.runs: requirements.lock pyproject.toml tools/install
	@tools/install run
	@touch $@

.venv/.tests: requirements-dev.lock requirements.lock pyproject.toml tools/install
	@tools/install tests
	@touch .venv/.runs $@

.PHONY: help run setup test check e2e promises fuzz sbom bench bench-media image-steps screenshots lock clean
