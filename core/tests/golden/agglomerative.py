"""Expected values for core's agglomerative clustering, from fastcluster and scipy.

usage: python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
       venv/bin/python core/tests/golden/agglomerative.py > core/tests/golden/agglomerative.json

Per data set and linkage:
  heights  every 7th of the rising heights, then the last 60
  sum      of all heights
  ten      the partition into 10 clusters, one digit per row
  fewer    for k = 9 … 2 the cluster (of those k) of each of the ten; null where the heights on
           both sides of the cut are the same, so that there is no one partition into k clusters

With ties complete linkage's heights depend on the order of the rows (fastcluster's too), so where
they do ("tied") the rows are moved a little first, by `untied`.
"""
import json
import sys

import fastcluster
import numpy as np
import scipy
from scipy.cluster.hierarchy import cut_tree

from datasets import NAMES, load, uniform

TIED = [("iris", "complete"), ("digits", "complete")]
LINKAGES = ["ward", "complete", "average", "single"]


def partition(tree, k):
    """Labels of k clusters, or None if a tie decides."""
    n = len(tree) + 1
    below, above = tree[n - k - 1, 2], tree[n - k, 2]
    if above - below <= 1e-9 * above:
        return None
    return cut_tree(tree, n_clusters=k)[:, 0]


def untied(rows):
    return rows + 1e-3 * uniform(9, np.arange(rows.size)).reshape(rows.shape)


def values(rows, linkage, tied):
    if tied:
        rows = untied(rows)
    tree = fastcluster.linkage(rows, linkage)
    ten = partition(tree, 10)
    fewer = []
    for k in range(9, 1, -1):
        labels = partition(tree, k)
        if labels is None or ten is None:
            fewer.append(None)
        else:
            fewer.append([int(labels[np.argmax(ten == c)]) for c in range(10)])
    heights = tree[:, 2].tolist()
    return {"tied": tied, "heights": heights[:-60:7] + heights[-60:], "sum": float(np.sum(tree[:, 2])),
            "ten": None if ten is None else "".join(map(str, ten)), "fewer": fewer}


if __name__ == "__main__":
    json.dump({
        "versions": {"fastcluster": fastcluster.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
        "datasets": {name: {linkage: values(load(name), linkage, (name, linkage) in TIED) for linkage in LINKAGES}
                     for name in NAMES},
    }, sys.stdout, separators=(",", ":"))
    print()
