"""The task of the side-by-side comparison in NumPy: Fashion-MNIST, Gaussian noise in a PCA subspace,
sampled views, the self-consistent operator A = D_X^{1/2} P D_A^{-1/2}. `plain` is written as one writes
it from the formulas, `lean` by someone who has profiled it; both give the same matrix."""
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


def plain(z, views, sigma, seed):
    """A, n x n views: Bayes' rule with scipy's logsumexp."""
    from scipy.special import logsumexp

    n = len(z)
    rng = np.random.default_rng(seed)
    a = np.repeat(z, views, 0) + sigma * rng.normal(size=(n * views, z.shape[1]))
    squared = (z**2).sum(1)[:, None] - 2 * z @ a.T + (a**2).sum(1)
    log_density = -squared / (2 * sigma**2)
    posterior = np.exp(log_density - logsumexp(log_density, axis=0))
    p = posterior / posterior.sum(1, keepdims=True)
    return p / np.sqrt(n * p.mean(0))


def lean(z, views, sigma, seed, dtype=np.float64):
    """The same in place: one matrix product, one exponential, one n x M array."""
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
