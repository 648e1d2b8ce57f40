"""The task of the side-by-side comparison as a NumPy user writes it: Fashion-MNIST, Gaussian noise in
a PCA subspace, sampled views, the self-consistent operator A = D_X^{1/2} P D_A^{-1/2}."""
import gzip

import numpy as np

IMAGES = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"


def originals(n, components, path=IMAGES):
    """The first n images in their leading principal components, n x components."""
    with gzip.open(path) as file:
        pixels = np.frombuffer(file.read(16 + n * 784), np.uint8, offset=16)
    x = pixels.reshape(n, 784) / 255.0
    x -= x.mean(0)
    values, vectors = np.linalg.eigh(x.T @ x)
    return x @ vectors[:, ::-1][:, :components]


def operator(z, views, sigma, seed, dtype=np.float64):
    """A, n x n views. In place wherever NumPy can: one n x M array is held."""
    n = len(z)
    rng = np.random.default_rng(seed)
    a = np.repeat(z, views, 0) + sigma * rng.normal(size=(n * views, z.shape[1]))
    k = (z / sigma**2).astype(dtype) @ a.T.astype(dtype)
    k -= (0.5 / sigma**2 * (z**2).sum(1)).astype(dtype)[:, None]
    k -= k.max(0)
    np.exp(k, out=k)
    k /= k.sum(0)  # posteriors r_i(a)
    k /= k.sum(1)[:, None]  # rows of P
    k /= np.sqrt(n * k.mean(0))
    return k
