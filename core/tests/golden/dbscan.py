"""Expected values for the tests of DBSCAN, from scikit-learn.

usage: python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
       venv/bin/python core/tests/golden/dbscan.py > core/tests/golden/dbscan.json

Labels of border points depend on scikit-learn's order of visits, so the test compares core points,
noise and border points apart. No radius is itself a distance between rows: the data are checked.
"""
import json
import sys

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import pdist
from sklearn.cluster import DBSCAN

from datasets import load

SETTINGS = {
    "blobs": [(0.3, 5), (0.6, 12)],
    "blobs_8d": [(6.0, 5), (7.5, 20)],
    "moons": [(0.12, 5), (0.2, 15)],
    "circles": [(0.13, 5), (0.2, 12)],
    "varied": [(0.7, 5), (1.5, 10)],
    "anisotropic": [(0.35, 5), (0.5, 12)],
    "duplicates": [(0.45, 5), (0.7, 20)],
    "constant_column": [(0.7, 4), (1.0, 10)],
    "one_cluster": [(0.6, 4), (0.9, 12)],
    "iris": [(0.45, 5), (0.85, 8)],
    "wine": [(25.3, 4), (50.3, 10)],
    "digits": [(19.7, 5), (22.3, 10)],
    "cdnow": [(0.35, 5), (0.8, 11)],
}

runs = []
for name, settings in SETTINGS.items():
    X = load(name)
    distances = pdist(X)
    for epsilon, min_points in settings:
        assert np.abs(distances - epsilon).min() > 1e-9 * epsilon, (name, epsilon)
        fit = DBSCAN(eps=epsilon, min_samples=min_points).fit(X)
        core = np.zeros(len(X), bool)
        core[fit.core_sample_indices_] = True
        labels = fit.labels_.tolist()
        print(name, X.shape, epsilon, min_points, "core", int(core.sum()), "clusters", max(labels) + 1,
              "noise", labels.count(-1), file=sys.stderr)
        runs.append({"data": name, "epsilon": epsilon, "min_points": min_points, "labels": labels,
                     "core": "".join("1" if c else "0" for c in core)})
json.dump({"versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__,
                        "scipy": scipy.__version__, "python": sys.version.split()[0]},
           "runs": runs}, sys.stdout, separators=(",", ":"))
print()
