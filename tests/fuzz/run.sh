#!/bin/sh
# Usage: tests/fuzz/run.sh BUILD_DIR [SECONDS=60]
# Runs every fuzz target of BUILD_DIR for SECONDS, two at a time, from its seeds and from what
# earlier runs have found. Fails where one crashes, leaks, hangs for 10 s or takes 2 GB; the input
# is then in BUILD_DIR/fuzz/NAME-crash-..., and BUILD_DIR/bin/fuzz_NAME FILE shows it again.
set -eu

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo "usage: $0 BUILD_DIR [SECONDS]" >&2
  exit 2
fi
build=$1
seconds=${2:-60}
if [ ! -x "$build/bin/fuzz_seeds" ]; then
  echo "$0: $build has no fuzz targets; build them with: cmake --preset fuzz && cmake --build --preset fuzz" >&2
  exit 2
fi

"$build/bin/fuzz_seeds" "$build/fuzz/seeds"

run_one() {
  name=$1
  mkdir -p "$build/fuzz/corpus/$name"
  if "$build/bin/fuzz_$name" -max_total_time="$seconds" -max_len=32768 -timeout=10 \
      -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$build/fuzz/$name-" \
      "$build/fuzz/corpus/$name" "$build/fuzz/seeds/$name" >"$build/fuzz/$name.log" 2>&1; then
    echo "$name: $(grep number_of_executed_units "$build/fuzz/$name.log" | tr -dc 0-9) inputs, no crash"
  else
    echo "$name: FAILED, see $build/fuzz/$name.log"
    tail -n 30 "$build/fuzz/$name.log"
    return 1
  fi
}

status=0
set -- idx npy npz mtx png jpeg records spec checkpoint_torch checkpoint_safetensors
while [ $# -gt 0 ]; do
  run_one "$1" & first=$!
  if [ $# -gt 1 ]; then
    run_one "$2" & second=$!
    wait "$second" || status=1
    shift
  fi
  wait "$first" || status=1
  shift
done
exit $status
