"""Expected values for K-Means and mini-batch K-Means, from scikit-learn, on the data sets.

usage: python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
       venv/bin/python core/tests/golden/kmeans.py > core/tests/golden/kmeans.json

K-Means starts at the first k rows and runs until nothing changes (tol 0), in f64. Weights of the
weighted runs: row i weighs i mod 4. Mini-batch: the inertias of five seeds, beside the least of
K-Means over ten starts.
"""
import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn.cluster import KMeans, MiniBatchKMeans

from datasets import NAMES, load

warnings.filterwarnings("ignore")


def kmeans(X, k, weights=None):
    fit = KMeans(n_clusters=k, init=X[:k], n_init=1, algorithm="lloyd", tol=0, max_iter=10000).fit(X, sample_weight=weights)
    return {"k": k, "inertia": float(fit.inertia_), "centroids": fit.cluster_centers_[:, :2].tolist(),
            "sizes": sorted((int(n) for n in np.bincount(fit.labels_, minlength=k)), reverse=True),
            **({"labels": fit.labels_.tolist()} if k == 5 and weights is None else {})}


out = {}
for name in NAMES:
    X = load(name)
    out[name] = {
        "kmeans": [kmeans(X, k) for k in (2, 3, 5, 8, 30)],
        "weighted": kmeans(X, 4, np.arange(len(X)) % 4),
        "best": float(KMeans(n_clusters=5, n_init=10, random_state=0).fit(X).inertia_),
        "minibatch": [float(MiniBatchKMeans(n_clusters=5, random_state=seed, n_init=3).fit(X).inertia_) for seed in range(5)],
    }
json.dump({"versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__,
                        "python": sys.version.split()[0]}, **out}, sys.stdout, separators=(",", ":"))
print()
