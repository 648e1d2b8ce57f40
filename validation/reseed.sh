#!/usr/bin/env bash
# Measures claims on fresh seeds, one run of validate after another, and counts the runs that fail.
#
#   validation/reseed.sh VALIDATE RUNS [arguments of validate]
#   validation/reseed.sh build/bin/validate 60 --claim V4 V5 V6 V14 V23 V25 V26 V29
set -euo pipefail
validate=$1 runs=$2
shift 2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
failed=0
for ((run = 1; run <= runs; run++)); do
  "$validate" --reseed --quiet --no-progress --out "$out" "$@" && continue
  failed=$((failed + 1))
  echo "run $run failed: $(grep -o '"seed": *[0-9]*' "$out/summary.json" | head -1)"
done
echo "$((runs - failed)) of $runs runs without a failure"
[ "$failed" -eq 0 ]
