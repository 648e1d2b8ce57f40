"""kernel_eig beside SciPy, scikit-learn and PRIMME on one task, building included.

    python side_by_side.py --kernel-eig build/bin/kernel_eig [--rounds 5] [--n 3000] [--k 64]

Every contender runs in a process of its own, in rotation, so that each round sees the same machine.
Printed: median and range of the wall time (reading, building, solving), peak memory, the largest error of an
eigenvalue, and the time over that of kernel_eig. A peer's error is against LAPACK on its own operator,
kernel_eig's against LAPACK on its exported channel; the references are computed once and not timed.
Peers build the channel with `lean` of channel.py, those marked "plain" with `plain`.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def peer(name, args):
    """One peer's whole run; returns the k largest eigenvalues, descending."""
    from channel import lean, originals, plain

    dtype = np.float32 if name.endswith("-f32") else np.float64
    z = originals(args.n, args.pca)
    if name.endswith(" plain"):
        a = plain(z, args.views, args.sigma, seed=0)
    else:
        a = lean(z, args.views, args.sigma, seed=0, dtype=dtype)
    k = args.k
    method = name.removesuffix(" plain").removesuffix("-f32")
    tol = 1e-9 if dtype == np.float64 else 1e-5
    if method == "scipy-eigsh":
        from scipy.sparse.linalg import eigsh

        values = eigsh(a @ a.T, k, tol=tol, return_eigenvectors=True)[0]
    elif method == "scipy-svds":
        from scipy.sparse.linalg import svds

        values = svds(a, k, tol=tol)[1] ** 2
    elif method == "sklearn-randomized-svd":
        from sklearn.utils.extmath import randomized_svd

        values = randomized_svd(a, k, n_iter=12, random_state=0)[1] ** 2
    elif method == "sklearn-kernel-pca":
        from sklearn.decomposition import KernelPCA

        # The constant function is the kernel's first; KernelPCA removes it by centring.
        model = KernelPCA(k - 1, kernel="precomputed", eigen_solver="arpack", tol=tol).fit(a @ a.T)
        values = np.append(model.eigenvalues_, 1.0)
    elif method == "primme-eigsh":
        import primme

        values = primme.eigsh(a @ a.T, k, tol=tol)[0]
    elif method == "primme-svds":
        import primme

        values = primme.svds(a, k, tol=tol)[1] ** 2
    else:
        sys.exit(f"unknown peer {name}")
    return np.sort(np.asarray(values, float))[::-1][:k]


PEERS = ["scipy-eigsh", "scipy-svds", "sklearn-randomized-svd", "sklearn-kernel-pca", "primme-eigsh",
         "primme-svds", "scipy-eigsh-f32", "scipy-eigsh plain"]
OURS = {"kernel_eig f64": ["--tol", "1e-10"], "kernel_eig f64 to 1e-9": ["--tol", "1e-6"],
        "kernel_eig mixed": ["--precision", "mixed"]}


def measure(command):
    """Wall time, peak memory in MiB and standard output of a process (this one must stay small: a child
    inherits its high-water mark)."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise RuntimeError(f"{command} ended with status {status}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024, out


def ours_command(args, extra, out):
    return [args.kernel_eig, "--dataset", "fashion-mnist", "--n", str(args.n), "--augment",
            f"gaussian:sigma={args.sigma},pca={args.pca}", "--views", str(args.views), "-k", str(args.k),
            "--out", out, "--json", "--no-progress", *extra]


def peer_command(args, name):
    return [sys.executable, __file__, "--peer", name, "--n", str(args.n), "--k", str(args.k), "--views",
            str(args.views), "--sigma", str(args.sigma), "--pca", str(args.pca)]


def references(args, folder):
    """Eigenvalues by LAPACK: of the peers' operator, and of the channel that kernel_eig exports."""
    from channel import lean, originals

    a = lean(originals(args.n, args.pca), args.views, args.sigma, seed=0)
    peers = np.linalg.eigvalsh(a @ a.T)[::-1][: args.k]
    measure(ours_command(args, ["--export-channel"], folder))
    with np.load(os.path.join(folder, "channel.npz")) as channel:
        p, rho = channel["P"], channel["rho_x"]
    p *= np.sqrt(rho)[:, None] / np.sqrt(rho @ p)
    return peers, np.linalg.eigvalsh(p @ p.T)[::-1][: args.k]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel-eig")
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    parser.add_argument("--references", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--n", type=int, default=3000)
    parser.add_argument("--k", type=int, default=64)
    parser.add_argument("--views", type=int, default=8)
    parser.add_argument("--sigma", type=float, default=2)
    parser.add_argument("--pca", type=int, default=32)
    parser.add_argument("--only", nargs="*", help="names of the contenders to run")
    args = parser.parse_args()
    if args.peer:
        print(json.dumps(list(peer(args.peer, args))))
        return
    if args.references:
        print(json.dumps([list(values) for values in references(args, args.references)]))
        return
    names = [n for n in [*OURS, *PEERS] if not args.only or n in args.only]
    runs = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        own = [sys.executable, *sys.argv, "--references", folder]
        peers_exact, ours_exact = np.array(json.loads(measure(own)[2]))
        for _ in range(args.rounds):
            for name in names:
                if name in OURS:
                    seconds, memory, out = measure(ours_command(args, OURS[name], folder))
                    summary = json.loads(out)
                    error = np.abs(np.array(summary["eigenvalues"][: args.k]) - ours_exact).max()
                else:
                    seconds, memory, out = measure(peer_command(args, name))
                    error = np.abs(np.array(json.loads(out)) - peers_exact).max()
                runs[name].append((seconds, memory, error))
    base = {name: statistics.median(r[0] for r in runs[name]) for name in names}
    print(f"n = {args.n}, M = {args.n * args.views}, k = {args.k}; {args.rounds} rounds, wall time of whole processes")
    print(f"{'':26}{'median s':>9}{'min':>7}{'max':>7}{'MiB':>7}{'error':>10}   time over " + ", ".join(n for n in names if n in OURS))
    for name in names:
        seconds = [r[0] for r in runs[name]]
        ratios = "  ".join(f"{base[name] / base[ours]:6.2f}" for ours in names if ours in OURS)
        print(f"{name:26}{base[name]:9.2f}{min(seconds):7.2f}{max(seconds):7.2f}"
              f"{max(r[1] for r in runs[name]):7.0f}{max(r[2] for r in runs[name]):10.1e}   {ratios}")


if __name__ == "__main__":
    main()
