"""probe beside scikit-learn on the same features: accuracies, scores and times.

    train_ssl --dataset fashion-mnist --augment ssl --arch resnet-tiny --steps 300 --out net
    probe --ckpt net/checkpoints/last.safetensors --out features      # keeps features/features.npz
    python readouts.py --probe build/bin/probe --features features/features.npz [--threads 2]

Ridge and nearest neighbours must agree to 1e-6 in every score of a test original, logistic regression to half
a point of accuracy; the exit code is 1 where one does not. Times are of one run each: the whole process of
probe, reading the features included, and scikit-learn's fit and predict alone. Set OPENBLAS_NUM_THREADS to the
same number of threads for scikit-learn.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

PENALTIES = [10.0**e for e in range(-3, 6)]


def run_probe(args, folder, readout, *options):
    """The scores of probe, its summary and its seconds."""
    out = os.path.join(folder, "out-" + "-".join([readout, *map(str, options)]).replace("/", ""))
    names = [f"{folder}/{name}.npy" for name in ("train", "train_labels", "test", "test_labels")]
    command = [args.probe, "--readout", readout, *map(str, options), "--export-scores", "--quiet",
               "--threads", str(args.threads), "--out", out]
    for option, name in zip(("--features", "--labels", "--test-features", "--test-labels"), names):
        command += [option, name]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    seconds = time.perf_counter() - start
    with open(f"{out}/probe.json", encoding="utf-8") as file:
        summary = json.load(file)["readouts"][0]
    return np.load(f"{out}/scores.npz")[readout], summary, seconds


def timed(action):
    start = time.perf_counter()
    result = action()
    return result, time.perf_counter() - start


def ridge(x, y, test):
    from sklearn.linear_model import RidgeClassifierCV

    fit = RidgeClassifierCV(alphas=PENALTIES).fit(x, y)
    return fit.decision_function(test), {"penalty": float(fit.alpha_)}


def neighbours(x, y, test, k, metric, temperature):
    from sklearn.neighbors import KNeighborsClassifier

    weights = "uniform" if temperature == 0 else (lambda d: np.exp((1 - d) / temperature))
    fit = KNeighborsClassifier(k, metric=metric, algorithm="brute", weights=weights).fit(x, y)
    return fit.predict_proba(test), {}


def logistic(x, y, test, tolerance):
    from sklearn.linear_model import LogisticRegression

    fit = LogisticRegression(tol=tolerance, max_iter=20000).fit(x, y)
    return fit.predict_proba(test), {"iterations": int(np.max(fit.n_iter_))}


def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def compare(args, folder, data):
    """One line a read-out; returns whether all agree."""
    x, y, test, truth = (data[name] for name in ("train", "train_labels", "test", "test_labels"))
    knn = [("cosine", 0.1), ("cosine", 0), ("euclidean", 0)]
    cases = [("ridge", ["--penalties", *PENALTIES], lambda: ridge(x, y, test), 1e-6, None)]
    for metric, t in knn:
        cases.append(("knn", ["-k", 200, "--metric", metric, "--temperature", t],
                      lambda m=metric, t=t: neighbours(x, y, test, 200, m, t), 1e-6, None))
    cases.append(("logistic", ["--logistic-tolerance", args.tolerance, "--logistic-iterations", 20000],
                  lambda: logistic(x, y, test, args.tolerance), None, 0.005))
    agree = True
    print(f"{'read-out':34} {'probe':>8} {'sklearn':>8} {'scores':>9} {'probe s':>8} {'sklearn s':>9}")
    for name, options, peer, score_tolerance, accuracy_tolerance in cases:
        if args.only not in (None, name):
            continue
        ours, summary, seconds = run_probe(args, folder, name, *options)
        (theirs, found), peer_seconds = timed(peer)
        if name == "logistic":
            ours = softmax(ours)
        worst = float(np.max(np.abs(ours - theirs)))
        top1 = [float(np.mean(scores.argmax(axis=1) == truth)) for scores in (ours, theirs)]
        good = abs(top1[0] - top1[1]) <= (1e-6 if accuracy_tolerance is None else accuracy_tolerance)
        good = good and (score_tolerance is None or worst <= score_tolerance)
        agree = agree and good
        label = name + ("" if name != "knn" else f" {options[3]} t={options[5]}")
        print(f"{label:34} {100 * top1[0]:8.2f} {100 * top1[1]:8.2f} {worst:9.1e} {seconds:8.2f} "
              f"{peer_seconds:9.2f}  {'agree' if good else 'DIFFER'}  "
              f"{ {k: summary['found'][k] for k in found if k in summary['found']} } {found}")
    return agree


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--probe", required=True)
    parser.add_argument("--features", required=True, help="features.npz of probe")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--tolerance", type=float, default=1e-4, help="of the logistic gradient")
    parser.add_argument("--only", choices=["ridge", "knn", "logistic"])
    args = parser.parse_args()
    data = {name: np.asarray(values) for name, values in np.load(args.features).items()}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("train", "train_labels", "test", "test_labels"):
            np.save(f"{folder}/{name}.npy", data[name])
        sys.exit(0 if compare(args, folder, data) else 1)


if __name__ == "__main__":
    main()
