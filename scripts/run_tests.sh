#!/usr/bin/env bash
# Runs every test of build/ and ends with one line: "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
ctest --preset release --parallel "${JOBS:-$(nproc)}" "$@" | tee "$log"
status=${PIPESTATUS[0]}
# ctest closes with "P% tests passed, F tests failed out of N".
read -r failed total < <(sed -nE 's/.*tests passed, ([0-9]+) tests? failed out of ([0-9]+).*/\1 \2/p' "$log")
if [ -z "${total:-}" ] || [ "$total" -eq 0 ]; then
  echo "no test ran" >&2
  exit 1
fi
echo "$((total - failed)) passed, $failed failed"
exit "$status"
