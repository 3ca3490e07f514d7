"""Times numpy and scikit-learn on one thread beside the results of `cargo bench --bench space`.

    python space.py [CRITERION, target/criterion unless given]

Prints the best of several runs of each peer, the median that criterion stored, and their ratio. Run it right after the
bench on the same machine. Unset OPENBLAS_CORETYPE and the like: OpenBLAS is to choose its kernels itself.
"""

import json
import os
import pathlib
import sys
import time

for name in ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"]:
    os.environ[name] = "1"

import numpy as np  # noqa: E402
from sklearn.neighbors import NearestNeighbors  # noqa: E402

CRITERION = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "target/criterion") / "space"
DIMENSION, POINTS, K = 384, 8192, 5


def best(run, repeats):
    """The shortest of several runs, in milliseconds, after one that warms up."""
    run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return 1e3 * min(times)


def stored(bench):
    """The median of a bench in milliseconds, or None where it has not run."""
    path = CRITERION / bench / "new" / "estimates.json"
    return json.loads(path.read_text())["median"]["point_estimate"] / 1e6 if path.exists() else None


def line(what, bench, peer):
    own = stored(bench)
    ratio = "" if own is None else f"{own / peer:.2f}"
    print(f"| {what} | {peer:.1f} | {'not run' if own is None else f'{own:.1f}'} | {ratio} |", flush=True)


def brute(fitted, asked):
    return NearestNeighbors(n_neighbors=K, algorithm="brute").fit(fitted).kneighbors(asked)


def main():
    draws = np.random.default_rng(1)
    points = lambda n: draws.random((n, DIMENSION), dtype="f4") - np.float32(0.5)  # noqa: E731
    print("| peer, one thread | peer, ms | genloss, ms | genloss / peer |\n|---|---|---|---|")
    for n in [1000, POINTS, 1_000_000]:
        bench = f"covariance/n={n},d={DIMENSION}"
        if n <= POINTS or stored(bench) is not None:
            x = points(n)
            line(f"numpy X.T @ X, n = {n}; covariance", bench, best(lambda: x.T @ x, 3 if n > POINTS else 20))
    x, y = points(POINTS), points(POINTS)
    size = f"n={POINTS},d={DIMENSION}"
    product = best(lambda: x @ y.T, 3)
    distances = x @ y.T
    selection = best(lambda: np.argpartition(distances, K, axis=1), 3)
    del distances
    for what, bench in [
        ("neighbors between", "neighbors-between"),
        ("precision, recall, density, coverage", "prdc"),
        ("all neighbor metrics of a comparison", "neighbor-metrics"),
    ]:
        line(f"numpy X @ Y.T ({product:.0f}) and np.argpartition ({selection:.0f}); {what}", f"{bench}/{size}", product + selection)
    line("scikit-learn brute force, own set; neighbors within", f"neighbors-within/{size}", best(lambda: brute(x, None), 2))
    line("scikit-learn brute force, two sets; neighbors between", f"neighbors-between/{size}", best(lambda: brute(y, x), 2))
    for d in [64, DIMENSION, 768]:
        z = draws.random((2 * d, d))
        covariance = np.cov(z.T)
        line(f"numpy eigh, d = {d}; eigen", f"eigen/d={d}", best(lambda: np.linalg.eigh(covariance), 5))


main()
