"""Expected values for core's validation tests, from scikit-learn, scipy and hdbscan.

usage: python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
       venv/bin/python core/tests/golden/validation.py > core/tests/golden/validation.json

Per data set of datasets.py: the labels of scikit-learn's K-Means (k below, the first labeling), of a second K-Means
with one cluster more, and of DBSCAN where it finds two clusters or more (−1 is noise); indices of the first over all
rows, of DBSCAN over the rows outside the noise. DBCV breaks ties among edges by the order of the rows, so the rows of
the data are put in order of their coordinates for it; that order is core's.
"""
import json
import sys
import warnings
from importlib.metadata import version

import numpy as np
import scipy
import sklearn
from hdbscan.validity import validity_index
from scipy.spatial.distance import pdist, squareform
from sklearn import metrics
from sklearn.cluster import DBSCAN, KMeans

from datasets import NAMES, load

K = {"blobs": 5, "blobs_8d": 6, "moons": 2, "circles": 2, "varied": 3, "anisotropic": 3, "duplicates": 3,
     "constant_column": 3, "one_cluster": 3, "iris": 3, "wine": 3, "digits": 10, "cdnow": 6}
EPSILON = {"blobs": 0.6, "blobs_8d": 6.5, "moons": 0.15, "circles": 0.15, "varied": 1.0, "anisotropic": 0.35,
           "duplicates": 0.8, "constant_column": 1.2, "iris": 0.5, "wine": 40.0, "digits": 22.0, "cdnow": 0.8}


def dunn(rows, labels):
    distance = squareform(pdist(rows))
    same = labels[:, None] == labels[None, :]
    return distance[~same].min() / distance[same].max()


def dbcv(rows, labels):
    order = np.lexsort(rows.T[::-1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        index, each = validity_index(rows[order], labels[order], per_cluster_scores=True)
    return {"index": float(index), "clusters": each.tolist()}


def indices(rows, labels):
    inside = labels >= 0
    kept, named = rows[inside], labels[inside]
    found = {
        "silhouette": float(metrics.silhouette_score(kept, named)),
        "cluster_silhouettes": [float(metrics.silhouette_samples(kept, named)[named == c].mean())
                                for c in range(named.max() + 1)],
        "davies_bouldin": float(metrics.davies_bouldin_score(kept, named)),
        "calinski_harabasz": float(metrics.calinski_harabasz_score(kept, named)),
        "dunn": float(dunn(kept, named)),
    }
    if np.bincount(named).min() > 1:
        found["dbcv"] = dbcv(rows, labels)
    return found


def agreement(a, b):
    return {
        "ari": float(metrics.adjusted_rand_score(a, b)),
        "ami": float(metrics.adjusted_mutual_info_score(a, b)),
        "nmi": float(metrics.normalized_mutual_info_score(a, b)),
    }


def of(name):
    rows = load(name)
    k = K[name]
    first = KMeans(k, n_init=4, random_state=3).fit(rows).labels_
    second = KMeans(k + 1, n_init=1, random_state=4).fit(rows).labels_
    found = {"labels": first.tolist(), "other": second.tolist(), "indices": indices(rows, first),
             "agreement": agreement(first, second)}
    if name in EPSILON:
        dense = DBSCAN(eps=EPSILON[name], min_samples=5).fit(rows).labels_
        if dense.max() >= 1:
            found["dense"] = dense.tolist()
            found["dense_indices"] = indices(rows, dense)
            found["dense_agreement"] = agreement(first, dense)
    return found


if __name__ == "__main__":
    result = {"versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__,
                           "hdbscan": version("hdbscan"), "python": sys.version.split()[0]}}
    for name in NAMES:
        result[name] = of(name)
        print(name, result[name]["indices"], result[name].get("dense_indices"), file=sys.stderr)
    json.dump(result, sys.stdout, separators=(",", ":"))
    print()
