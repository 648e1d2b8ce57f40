#!/usr/bin/env bash
# The main job end to end: exact eigenfunctions of the torus, a network trained on its images, the
# comparison of the two; then a kernel on real images.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p demo
echo "== the torus: every eigenvalue against its closed form"
build/bin/kernel_eig --dataset toy -k 16 --out demo/torus
if [ -x build/bin/train_ssl ]; then
  echo "== a small ResNet on the torus's images, trained under the reformulated loss"
  build/bin/train_ssl --dataset toy --arch resnet-tiny --proj-dim 8 --beta 2 --views 4 --batch-size 128 \
    --steps 300 --lr 2e-3 --schedule one-cycle --out demo/training
  echo "== what it learned against the exact functions"
  build/bin/compare_subspace --ckpt demo/training/checkpoints/last.safetensors --out demo/comparison
fi
echo "== Fashion-MNIST: 3000 images, 24000 sampled views"
build/bin/kernel_eig --dataset fashion-mnist --n 3000 --augment gaussian:sigma=2,pca=32 --views 8 \
  -k 64 --out demo/fashion-mnist
echo "open the pages demo/*/report.html in a browser"
