#!/usr/bin/env bash
# The main job end to end: exact eigenfunctions of the torus, then a kernel on real images.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p demo
echo "== the torus: every eigenvalue against its closed form"
build/bin/kernel_eig --dataset toy -k 16 --out demo/torus
echo "== Fashion-MNIST: 3000 images, 24000 sampled views"
build/bin/kernel_eig --dataset fashion-mnist --n 3000 --augment gaussian:sigma=2,pca=32 --views 8 \
  -k 64 --out demo/fashion-mnist
echo "open demo/torus/report.html and demo/fashion-mnist/report.html in a browser"
