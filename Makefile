# The two commands of a fresh machine are `make demo` and `make test`; each does all its own set-up.
PYTHON := .venv/bin/python
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup setup-test run demo test check lint types contracts test-long bench guide installer lock

help:
	@echo "make run        打开窗口"
	@echo "make demo       不开窗口走完整个流程，文件在 demo/out"
	@echo "make test       全部检查和测试"
	@echo "make check      其中不需要屏幕的部分"
	@echo "make test-long  次数很多的测试"
	@echo "make bench      速度与内存"
	@echo "make guide      使用手册和图，在 build/guide"
	@echo "make installer  打出可以安装的程序，在 build/installer/xunjian"
	@echo "make lock       重新生成三份 requirements*.lock（需要 uv）"

setup:
	@.ci/setup

setup-test:
	@.ci/setup test

run: setup
	@$(PYTHON) -m xunjian

demo: setup
	@rm -rf demo
	@$(PYTHON) -m xunjian demo demo

lint: setup-test
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

types: setup-test
	@.venv/bin/mypy

contracts: setup-test
	@.venv/bin/lint-imports --no-cache

check: lint types contracts
	@$(PYTHON) -m pytest -n 2 --dist worksteal --ignore=tests/ui -m "not long"

test: lint types contracts
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n 2 --dist worksteal -m "not long"

test-long:
	@.ci/setup installer
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n 2 --dist worksteal -m long

bench:
	@.ci/setup bench
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.benchmarks

guide: setup-test
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.guide build/guide

installer:
	@.ci/setup installer
	@.venv/bin/pyinstaller --noconfirm --log-level WARN --distpath build/installer --workpath build/work build_installer.spec

lock:
	uv pip compile --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 --group dev pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 --group bench --constraint requirements.lock -o requirements-bench.lock
	uv pip compile --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 --group installer --constraint requirements.lock -o requirements-installer.lock
