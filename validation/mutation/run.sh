#!/usr/bin/env bash
# Breaks one formula at a time and asks that at least one of its claims fails.
#
#   validation/mutation/run.sh [--jobs N] [LIST]      LIST: mutations.tsv beside this script
#
# Works on a copy of the repository, so the checkout is never touched. A line for each error, then
# "N of M errors noticed". Ends with code 1 where an error is not noticed, or where a line of the list
# no longer changes its file.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
jobs=$(nproc)
if [ "${1:-}" = --jobs ]; then jobs=$2; shift 2; fi
list=$(realpath "${1:-$here/mutations.tsv}")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tree"
tar --create --directory "$here/../.." CMakeLists.txt cmake src apps validation |
  tar --extract --directory "$work/tree"
# -O1 halves the time: the claims measure at small sizes.
cmake -S "$work/tree" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_CXX_FLAGS_RELEASE=-O1 -DEIGENVIEWS_WITH_TORCH=OFF -DEIGENVIEWS_TESTS=OFF >"$work/build.log"
build() { ninja -C "$work/build" -j "$jobs" validate >"$work/build.log" 2>&1; }
build || { tail -20 "$work/build.log" >&2; exit 1; }

missed=0 count=0
while IFS=$'\t' read -r file change claims; do
  case $file in ''|\#*) continue ;; esac
  count=$((count + 1))
  source=$work/tree/$file
  cp "$source" "$work/original"
  sed -i "$change" "$source"
  if cmp -s "$source" "$work/original"; then
    verdict="CHANGES NOTHING"
  elif ! build; then
    verdict="DOES NOT COMPILE"
  elif "$work/build/bin/validate" --claim $claims --quiet --no-progress --out "$work/out" </dev/null; then
    verdict="NOT NOTICED"
  else
    verdict=noticed
  fi
  cp "$work/original" "$source"
  [ "$verdict" = noticed ] || missed=$((missed + 1))
  printf '%-16s %-36s by %s\n' "$verdict" "$file" "$claims"
done <"$list"
echo "$((count - missed)) of $count errors noticed"
[ "$missed" -eq 0 ]
