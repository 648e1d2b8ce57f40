#!/usr/bin/env bash
# Breaks one formula of src/ at a time and asks that at least one of its claims fails.
#
#   validation/mutation/run.sh [WORK_FOLDER]
#
# Works on a copy of the repository, so the checkout is never touched. Ends with code 1 where an error is
# not noticed, or where a line of mutations.tsv no longer changes its file.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=${1:-$(mktemp -d)}
mkdir -p "$work/tree"
git ls-files -z | tar --null --files-from=- --create | tar --extract --directory "$work/tree"
configure() {
  cmake -S "$work/tree" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DEIGENVIEWS_WITH_TORCH=OFF \
    -DEIGENVIEWS_TESTS=OFF >/dev/null
}
build() { ninja -C "$work/build" validate >"$work/build.log" 2>&1; }
configure
build || { tail -20 "$work/build.log"; exit 1; }

missed=0 count=0
while IFS=$'\t' read -r file change claims; do
  case $file in ''|\#*) continue ;; esac
  count=$((count + 1))
  source=$work/tree/src/$file
  cp "$source" "$work/original"
  sed -i "$change" "$source"
  if cmp -s "$source" "$work/original"; then
    verdict="CHANGES NOTHING"
  elif ! build; then
    verdict="DOES NOT COMPILE"
  elif "$work/build/bin/validate" --claim $claims --quiet --no-progress --out "$work/out"; then
    verdict="NOT NOTICED"
  else
    verdict=noticed
  fi
  cp "$work/original" "$source"
  [ "$verdict" = noticed ] || missed=$((missed + 1))
  printf '%-16s %-36s by %s\n' "$verdict" "$file" "$claims"
done <validation/mutation/mutations.tsv
echo "$((count - missed)) of $count errors noticed"
[ "$missed" -eq 0 ]
