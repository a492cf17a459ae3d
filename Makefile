.PHONY: install demo test lint bench pictures peers lock
export PYTHON

install:  ## .venv with the command .venv/bin/sizhi and everything a run needs
	@.ci/install

demo: install  ## plan the bundled real sample, audit it, serve it
	.venv/bin/sizhi demo

test: lint  ## everything: linters, types, all tests
	@.ci/system-parts
	.venv/bin/pytest -n auto --dist loadfile

lint:
	@.ci/install --tests
	.venv/bin/ruff check .
	.venv/bin/mypy

bench:  ## the figures of docs/benchmarks.md; printed, never asserted
	@.ci/install --tests
	.venv/bin/python -m tests.benchmarks

pictures:  ## docs/pictures, taken from the running pages
	@.ci/install --tests
	.venv/bin/python -m tests.browser.pictures

peers:  ## other libraries that the benchmarks compare with, apart: spopt asks for an older PuLP
	@.ci/install --tests
	.venv/bin/python -m venv .venv/peers
	.venv/peers/bin/python -m pip install --quiet -r tests/benchmarks/peers.txt

lock:  ## pin every dependency again, without addresses
	@.ci/install --tests
	.venv/bin/python -m pip install --quiet uv
	.venv/bin/uv pip compile pyproject.toml --group build --universal --python-version 3.12 \
	  --generate-hashes --no-header --quiet --upgrade -o requirements.lock
	.venv/bin/uv pip compile --group dev --constraint requirements.lock --universal --python-version 3.12 \
	  --generate-hashes --no-header --quiet --upgrade -o requirements-dev.lock
