"""Expected values for core's HDBSCAN, from scikit-learn and hdbscan.

usage: python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
       venv/bin/python core/tests/golden/hdbscan_values.py > core/tests/golden/hdbscan.json

(This script cannot be called hdbscan.py: that would hide the package.)

Mutual reachabilities are tied by nature (many edges of a row have its core distance for weight), and the peers break
ties by the order of the rows. So each runs over the rows in many orders, and what depends on the order is left out.

Per data set, its parameters ("at" is epsilon; min_samples counts the row itself, as in scikit-learn; hdbscan gets one
less), then
  eom, leaf, epsilon
           labels by excess of mass, by leaf, and by leaf with epsilon: a letter per row, "." for noise, "?" where the
           peers do not agree with each other and themselves
  weights  the sum of the weights of the minimum spanning tree
  sizes    the sorted sizes of the clusters of the condensed tree; null if they depend on the order
  probabilities, outliers
           of hdbscan, by excess of mass: every fifth row, rounded to 9 digits; null where they depend on the order
"big" is made by `big`: too many rows for a file, enough for the KD-tree.
"""
import json
import sys
import warnings

import hdbscan
import numpy as np
import sklearn
from sklearn.cluster import HDBSCAN

from datasets import NAMES, load, uniform

warnings.filterwarnings("ignore")
ORDERS = 24
PARAMETERS = {  # min_cluster_size, min_samples, epsilon
    "blobs": (15, 5, 0.3), "blobs_8d": (10, 5, 6.0), "moons": (10, 2, 0.15), "circles": (10, 2, 0.12),
    "varied": (15, 5, 0.8), "anisotropic": (12, 2, 0.3), "duplicates": (15, 8, 0.9), "constant_column": (10, 5, 0.8),
    "one_cluster": (15, 5, 0.5), "iris": (8, 5, 0.4), "wine": (8, 2, 30.0), "digits": (10, 2, 20.0), "cdnow": (15, 5, 0.5), "big": (40, 10, 0.3),
}


def big(n=6000, d=3, k=6):
    """Blobs of uneven spread, without transcendental functions; the last tenth is noise."""
    m = np.arange(n * d)
    u = [uniform(s, m).reshape(n, d) for s in (21, 22, 23)]
    centres = 20 * uniform(24, np.arange(k * d)).reshape(k, d)
    own = np.arange(n) % k
    rows = centres[own] + (u[0] + u[1] + u[2] - 1.5) * (0.5 + 0.5 * own)[:, None]
    rows[n - n // 10:] = 20 * u[0][n - n // 10:]
    return rows


def disagree(first, other):
    """Rows whose labels differ, clusters named by their largest overlap."""
    a, b = first.max() + 1, other.max() + 1
    counts = np.zeros((a + 1, b + 1), int)
    np.add.at(counts, (first, other), 1)  # noise is last
    name = np.full(b + 1, -2)
    for c in range(b):
        at = int(counts[:a, c].argmax()) if a else 0
        if a and counts[at, c] and counts[at, :b].argmax() == c:
            name[c] = at
    name[b] = -1
    return name[other] != first


def runs(rows, size, samples, method, epsilon):
    """In many orders of the rows: labels, and hdbscan's fit where it is that."""
    common = dict(min_cluster_size=size, cluster_selection_method=method, cluster_selection_epsilon=epsilon)
    for i in range(ORDERS):
        order = np.random.default_rng(i).permutation(len(rows)) if i else np.arange(len(rows))
        back = np.argsort(order)
        fit = hdbscan.HDBSCAN(min_samples=samples - 1, approx_min_span_tree=False, algorithm="boruvka_kdtree",
                              gen_min_span_tree=True, **common).fit(rows[order])
        yield fit.labels_[back], fit, back
        if epsilon == 0:  # scikit-learn 1.9.1 fails in its epsilon search
            fit = HDBSCAN(min_samples=samples, algorithm="kd_tree", copy=True, **common).fit(rows[order])
            yield fit.labels_[back], None, back


def stable(columns):
    columns = np.array(columns)[:, ::5]
    low, high = columns.min(axis=0), columns.max(axis=0)
    return [round(float(x), 9) if y - x < 1e-8 else None for x, y in zip(low, high)]


def values(name):
    rows = big() if name == "big" else load(name)
    size, samples, epsilon = PARAMETERS[name]
    ours = {}
    for way, method, eps in [("eom", "eom", 0.0), ("leaf", "leaf", 0.0), ("epsilon", "leaf", epsilon)]:
        labels, fits, backs = zip(*runs(rows, size, samples, method, eps))
        unsure = np.any([disagree(labels[0], other) for other in labels[1:]], axis=0)
        ours[way] = "".join("?" if u else "." if x < 0 else chr(65 + x) for x, u in zip(labels[0], unsure))
        if way == "eom":
            fits = [(f, back) for f, back in zip(fits, backs) if f]
            trees = [f.condensed_tree_.to_numpy() for f, _ in fits]
            sizes = [sorted(int(s) for s in tree["child_size"] if s > 1) for tree in trees]
            ours["weights"] = float(fits[0][0].minimum_spanning_tree_.to_numpy()[:, 2].sum())
            ours["sizes"] = sizes[0] if all(s == sizes[0] for s in sizes) else None
            ours["probabilities"] = stable([f.probabilities_[back] for f, back in fits])
            ours["outliers"] = stable([f.outlier_scores_[back] for f, back in fits])
    return {"min_cluster_size": size, "min_samples": samples, "at": epsilon, **ours}


if __name__ == "__main__":
    sets = {}
    for name in NAMES + ["big"]:
        x = sets[name] = values(name)
        print(name, *[(w, len(set(x[w]) - {".", "?"}), x[w].count("."), x[w].count("?")) for w in ("eom", "leaf", "epsilon")],
              x["sizes"] and x["sizes"][-5:], x["probabilities"].count(None), x["outliers"].count(None), file=sys.stderr)
    json.dump({
        "versions": {"scikit-learn": sklearn.__version__, "hdbscan": getattr(hdbscan, "__version__", "0.8.44"),
                     "numpy": np.__version__},
        "datasets": sets,
    }, sys.stdout, separators=(",", ":"))
    print()
