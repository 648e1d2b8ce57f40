"""Cost against n, M and k on log-log axes, from bench_operators' JSON.

    bench_operators --benchmark_filter=solve --benchmark_repetitions=3 --benchmark_out=solve.json
    python scaling_plot.py solve.json scaling.svg
"""
import json
import statistics
import sys
from collections import defaultdict

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

PANELS = {"n": ("originals n (M = 8 n, k = 16)", 0), "views": ("views M (n = 1000, k = 16)", 1),
          "k": ("functions k (n = 1000, M = 8000)", 2)}


def series(path):
    """{panel: {solver: {size: [milliseconds, ...]}}}"""
    found = {panel: defaultdict(lambda: defaultdict(list)) for panel in PANELS}
    with open(path) as file:
        runs = json.load(file)["benchmarks"]
    for run in runs:
        if run.get("run_type") != "iteration" or not run["name"].startswith("solve/"):
            continue
        _, case, n, views, k, *_ = run["name"].split("/")
        solver, panel = case.rsplit("_", 1)
        size = {"n": int(n), "views": int(n) * int(views), "k": int(k)}[panel]
        found[panel][solver][size].append(run["real_time"])
    return found


def main():
    source, target = sys.argv[1:]
    figure, axes = plt.subplots(1, 3, figsize=(11, 3.4), sharey=True)
    for axis, (panel, solvers) in zip(axes, series(source).items()):
        for solver, points in solvers.items():
            sizes = sorted(points)
            middle = [statistics.median(points[s]) for s in sizes]
            spread = [[m - min(points[s]) for m, s in zip(middle, sizes)],
                      [max(points[s]) - m for m, s in zip(middle, sizes)]]
            axis.errorbar(sizes, middle, yerr=spread, marker="o", ms=4, label=solver)
        axis.set(xscale="log", yscale="log", xlabel=PANELS[panel][0])
        axis.grid(True, which="both", alpha=0.3)
        axis.legend()
    axes[0].set_ylabel("wall time, ms")
    figure.tight_layout()
    figure.savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    main()
