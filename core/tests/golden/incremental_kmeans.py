"""Expected values for incremental K-Means, from river, on the data sets.

usage: python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
       venv/bin/python core/tests/golden/incremental_kmeans.py > core/tests/golden/incremental_kmeans.json

river's KMeans moves the nearest centre by a constant share («halflife») of the gap. Ours does the
same where the weight of a cluster stands still: a half-life of h of its own rows, starting at the
weight 1/(1 - 2^(-1/h)), is the share 1 - 2^(-1/h). Centres start at the first k rows; all rows are
then learned in their order.
"""
import json
import sys

import river
from river import cluster

from datasets import NAMES, load

K = 4
HALF = 10.0
out = {}
for name in NAMES:
    if name == "digits":  # 64 columns take river minutes
        continue
    X = load(name)
    model = cluster.KMeans(n_clusters=K, halflife=1 - 2 ** (-1 / HALF), seed=0)
    for c in range(K):
        for j, x in enumerate(X[c].tolist()):
            model.centers[c][j] = x
    labels = [model.learn_predict_one(dict(enumerate(row))) for row in X.tolist()]
    out[name] = {"labels": labels,
                 "centroids": [[model.centers[c][j] for j in range(X.shape[1])] for c in range(K)]}
json.dump({"versions": {"river": river.__version__, "python": sys.version.split()[0]},
           "half_life": HALF, "k": K, **out}, sys.stdout, separators=(",", ":"))
print()
