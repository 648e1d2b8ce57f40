"""The losses of src/nn/losses from their definitions, in loops over views, pairs and tuples.

usage: losses.py FOLDER   reads FOLDER/cases.txt, one case a line of key=value words, and the features
FOLDER/LABEL.f; writes FOLDER/LABEL.loss (total, invariance, regulariser) and FOLDER/LABEL.grad.
"""
import itertools
import os
import sys

import numpy
import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def off_diagonal(c):
    return c[~torch.eye(len(c), dtype=torch.bool)]


def pairs(m):
    return list(itertools.combinations(range(m), 2))


def mean(values):
    return sum(values) / len(values)


# ---- the reformulated loss


def invariance(f):
    return mean([((f[:, j] - f[:, k]) ** 2).sum(1).mean() / 2 for j, k in pairs(f.shape[1])])


def outer_products(f):
    """g_i = mean over views of f f^T, B x d x d."""
    return torch.einsum("bmi,bmj->bij", f, f) / f.shape[1]


def plug_in(f, centred):
    rows = f.reshape(-1, f.shape[2])
    rows = rows - rows.mean(0) if centred else rows
    return (torch.einsum("ni,nj->ij", rows, rows) / len(rows) - torch.eye(f.shape[2])).square().sum()


def covariance(f, centred):
    """E f f^T, less mu mu^T from pairs of distinct originals."""
    g, a = outer_products(f), f.mean(1)
    if not centred:
        return g.mean(0)
    return g.mean(0) - mean([torch.outer(a[i], a[k]) for i, k in itertools.permutations(range(len(f)), 2)])


def half_batch(f, centred):
    half, eye = len(f) // 2, torch.eye(f.shape[2])
    return ((covariance(f[:half], centred) - eye) * (covariance(f[half:], centred) - eye)).sum()


def u_statistic(f, centred):
    g, a, eye = outer_products(f), f.mean(1), torch.eye(f.shape[2])
    if not centred:
        i, j = torch.tensor(list(itertools.permutations(range(len(f)), 2))).T
        return ((g[i] - eye) * (g[j] - eye)).sum((1, 2)).mean()
    i, j, k, l = torch.tensor(list(itertools.permutations(range(len(f)), 4))).T
    first = g[i] - a[i, :, None] * a[k, None, :] - eye
    second = g[j] - a[j, :, None] * a[l, None, :] - eye
    return (first * second).sum((1, 2)).mean()


ESTIMATORS = {"plug-in": plug_in, "half-batch": half_batch, "u-statistic": u_statistic}


def reformulated(f, case):
    term = ESTIMATORS[case["orthogonality"]](f, case["centred"] == "1")
    return invariance(f) + float(case["beta"]) * term, invariance(f), term


# ---- spectral contrastive: attraction of pairs, repulsion of independent features


def spectral(f, case):
    n, m, _ = f.shape
    if case["centred"] == "1":
        assert case["orthogonality"] == "plug-in"
        f = f - f.mean((0, 1))
    attraction = mean([(f[:, j] * f[:, k]).sum(1).mean() for j, k in pairs(m)])
    products = torch.einsum("iad,jbd->iajb", f, f).square().mean((1, 3))
    if case["orthogonality"] == "plug-in":
        repulsion = products.mean()
    elif case["orthogonality"] == "half-batch":
        repulsion = products[: n // 2, n // 2 :].mean()
    else:
        repulsion = off_diagonal(products).mean()
    return -2 * attraction + repulsion, invariance(f), None


# ---- VICReg


def vicreg_of(z1, z2, case):
    n, d = z1.shape
    epsilon = float(case["epsilon"])
    variance, cross = 0, 0
    for z in (z1, z2):
        if case["variance"] == "hinge":
            variance = variance + F.relu(1 - torch.sqrt(z.var(dim=0) + epsilon)).mean() / 2
        else:
            variance = variance + (z.var(dim=0) - 1).square().sum() / d
        cross = cross + off_diagonal(torch.cov(z.T).reshape(d, d)).square().sum() / d
    return F.mse_loss(z1, z2), variance, cross


def vicreg(f, case):
    m = f.shape[1]
    quirks = case["parity"].split(",")
    if "std-without-eps" in quirks:
        case = dict(case, epsilon="0")
    if "mean-of-others" in quirks:
        others = [mean([f[:, k] for k in range(m) if k != j]) for j in range(m)]
        parts = [vicreg_of(f[:, j], others[j], case) for j in range(m)]
    else:
        parts = [vicreg_of(f[:, j], f[:, k], case) for j, k in pairs(m)]
    same, variance, cross = (mean(list(part)) for part in zip(*parts))
    weight = float(case["invariance_weight"])
    rest = float(case["variance_weight"]) * variance + weight * float(case["beta"]) * cross
    return weight * same + rest, same, rest / weight


# ---- Barlow Twins


def product(a, b, quirks):
    if "half-product" in quirks:
        return (a.half().T @ b.half()).to(a.dtype)
    return a.T @ b


def barlow_twins(f, case):
    n, m, d = f.shape
    quirks = case["parity"].split(",")
    if "row-norm" in quirks:
        f = F.normalize(f, dim=-1)
    if "joint-std" in quirks:
        rows = torch.vstack([f[:, j] for j in range(m)])
        z = torch.chunk((rows - rows.mean(0)) / rows.std(0), m)
    else:
        z = [F.batch_norm(f[:, j], None, None, training=True, eps=float(case["epsilon"])) for j in range(m)]
    form = case["form"]
    if "view-switch" in quirks:
        form = "pairs" if m == 2 else "view-mean"
    if form == "pairs":
        c = [product(z[j], z[k], quirks) / n for j, k in pairs(m)]
        on = mean([(torch.diagonal(each) - 1).square().sum() for each in c])
        off = mean([off_diagonal(each).square().sum() for each in c])
    else:
        bar = torch.stack(list(z)).mean(0)
        on = mean([((each * bar).sum(0) / n - 1).square().sum() for each in z])
        off = off_diagonal(product(bar, bar, quirks) / n).square().sum()
    return on + float(case["beta"]) * off, on, off


LOSSES = {"reformulated": reformulated, "spectral": spectral, "vicreg": vicreg, "barlow-twins": barlow_twins}


def run(folder, case):
    path = os.path.join(folder, case["label"])
    kind = numpy.dtype(case["type"])
    torch.set_default_dtype(torch.float64 if kind == numpy.float64 else torch.float32)
    shape = [int(n) for n in case["shape"].split("x")]
    f = torch.from_numpy(numpy.fromfile(path + ".f", kind).reshape(shape)).requires_grad_()
    total, same, rest = LOSSES[case["name"]](f, case)
    total.backward()
    rest = torch.tensor(float("nan")) if rest is None else rest
    terms = torch.stack([total, same, rest]).detach().double().numpy()
    terms.tofile(path + ".loss")
    f.grad.numpy().tofile(path + ".grad")


if __name__ == "__main__":
    with open(os.path.join(sys.argv[1], "cases.txt")) as lines:
        for line in lines:
            run(sys.argv[1], dict(word.split("=", 1) for word in line.split()))
