#!/usr/bin/env bash
# Installs what the build needs on Debian 12 or Ubuntu 24.04, and only what is missing.
# As root or with sudo it installs; otherwise it names the missing packages and stops.
#
# LibTorch comes as PyTorch's wheel in .venv (docs/architecture.md); EIGENVIEWS_WITH_TORCH=OFF does without.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
  build-essential cmake ninja-build pkg-config git
  libeigen3-dev libspectra-dev libcli11-dev nlohmann-json3-dev libfmt-dev catch2
  libopenblas-dev liblapacke-dev liblbfgs-dev librandom123-dev
  zlib1g-dev libzip-dev libpng-dev libturbojpeg0-dev libmd-dev
  dataset-fashion-mnist
  python3-venv
)
if ! apt-cache show libeigen3-dev >/dev/null 2>&1; then
  [ "$(id -u)" -ne 0 ] || apt-get update -qq
fi
# Debian 12 has Boost.Math under its version, Ubuntu without one.
if apt-cache show libboost-math1.81-dev >/dev/null 2>&1; then
  packages+=(libboost-math1.81-dev)
else
  packages+=(libboost-math-dev)
fi
packages+=("$@")

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
install_packages() {
  if [ "$(id -u)" -eq 0 ]; then
    as_root=()
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo)
  else
    echo "These packages are missing and can be installed only as root:" >&2
    echo "  sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 2
  fi
  echo "installing: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
[ ${#missing[@]} -eq 0 ] || install_packages

install_torch() {
  echo "installing into .venv: $(grep -v '^#' scripts/requirements.txt | tr '\n' ' ')(about 5 GB)"
  [ -x .venv/bin/python ] || python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --requirement scripts/requirements.txt
  cp scripts/requirements.txt .venv/installed.txt
}
[ "${EIGENVIEWS_WITH_TORCH:-ON}" = OFF ] || cmp -s scripts/requirements.txt .venv/installed.txt || install_torch
