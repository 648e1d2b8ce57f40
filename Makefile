# make demo, make test and make build do their own set-up; plain CMake works too (CONTRIBUTING.md).
JOBS ?= $(shell nproc)

.PHONY: demo test build setup format clean

setup:
	@scripts/bootstrap.sh

build: setup
	@cmake --preset release -DEIGENVIEWS_WITH_TORCH=$${EIGENVIEWS_WITH_TORCH:-ON} >build.log 2>&1 || { cat build.log; exit 1; }
	@cmake --build --preset release --parallel $(JOBS)
	@echo "tools are in build/bin"

test: build
	@scripts/run_tests.sh

demo: build
	@scripts/demo.sh

format:
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format -i

clean:
	rm -rf build build-* build.log demo
