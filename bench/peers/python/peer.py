"""A peer written in Python: answers a JSON line for every JSON line, as `bench/src/protocol.rs` says.

usage: peer.py CONTESTANT   (scikit-learn-f32, scikit-learn-f64, fastcluster, fast_hdbscan, hdbscan, polars, polars-threads)
       peer.py versions     (prints the versions of all packages as JSON)

Everything but polars-threads runs on one thread; the variables that say so are set before the libraries are loaded. The data are read,
and widened where the contestant works on f64, before the time is taken.
"""
import json
import os
import sys
import time

for name in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
    os.environ[name + "_NUM_THREADS"] = "1"
if sys.argv[1:] != ["polars-threads"]:
    os.environ["POLARS_MAX_THREADS"] = "1"

import numpy as np


def kmeans(x, work):
    from sklearn.cluster import KMeans

    k = work["k"]
    if work["start"] == "first_rows":
        model = KMeans(k, init=x[:k], n_init=1, max_iter=300, tol=0, algorithm="lloyd")
    else:
        model = KMeans(k, random_state=work["seed"])  # its defaults: k-means++, one start, tol 1e-4
    return lambda: model.fit(x), lambda m: {
        "labels": m.labels_,
        "quality": {"inertia": float(m.inertia_), "iterations": float(m.n_iter_)},
    }


def minibatch(x, work):
    from sklearn.cluster import MiniBatchKMeans

    model = MiniBatchKMeans(work["k"], batch_size=work["batch"], random_state=work["seed"])
    return lambda: model.fit(x), lambda m: {"labels": m.labels_, "quality": {"inertia": float(m.inertia_)}}


def silhouette(x, work):
    from sklearn.metrics import silhouette_score

    labels = np.arange(len(x)) % work["k"]
    return lambda: silhouette_score(x, labels), lambda s: {"quality": {"silhouette": float(s)}}


def density(labels, core=None):
    told = {"labels": labels, "quality": {"clusters": float(labels.max() + 1), "noise": float((labels < 0).sum())}}
    if core is not None:
        flags = np.zeros(len(labels), int)
        flags[core] = 1
        told["core"] = flags
        told["quality"]["core"] = float(len(core))
    return told


def dbscan(x, work):
    from sklearn.cluster import DBSCAN

    model = DBSCAN(eps=work["eps"], min_samples=work["min_points"])
    return lambda: model.fit(x), lambda m: density(m.labels_, m.core_sample_indices_)


def sklearn_hdbscan(x, work):
    from sklearn.cluster import HDBSCAN

    model = HDBSCAN(min_cluster_size=work["min_cluster_size"], min_samples=work["min_samples"], copy=True)
    return lambda: model.fit(x), lambda m: density(m.labels_)


def ward_heights(x, work):
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(n_clusters=None, distance_threshold=0, linkage=work["linkage"])
    return lambda: model.fit(x), lambda m: {"heights": np.sort(m.distances_), "quality": {}}


def fastcluster_linkage(x, work):
    import fastcluster

    return lambda: fastcluster.linkage(x, work["linkage"]), lambda z: {
        "heights": np.sort(z[:, 2]),
        "quality": {"top_height": float(z[-1, 2])},
    }


def others(min_samples):
    """scikit-learn and ours count the row itself among the rows of its core distance; these packages do not."""
    return min_samples - 1


def fast_hdbscan(x, work):
    import fast_hdbscan

    new = lambda: fast_hdbscan.HDBSCAN(
        min_cluster_size=work["min_cluster_size"], min_samples=others(work["min_samples"])
    )
    new().fit(x[: min(len(x), 2000)])  # numba compiles at the first call
    return lambda: new().fit(x), lambda m: density(m.labels_)


def hdbscan(x, work):
    import hdbscan as package

    model = package.HDBSCAN(
        min_cluster_size=work["min_cluster_size"], min_samples=others(work["min_samples"]), core_dist_n_jobs=1
    )
    return lambda: model.fit(x), lambda m: density(m.labels_)


SCIKIT = {
    "kmeans": kmeans,
    "minibatch": minibatch,
    "silhouette": silhouette,
    "dbscan": dbscan,
    "hdbscan": sklearn_hdbscan,
    "agglomerative": ward_heights,
}
CONTESTANTS = {
    "scikit-learn-f32": (np.float32, SCIKIT),
    "scikit-learn-f64": (np.float64, SCIKIT),
    "fastcluster": (np.float64, {"agglomerative": fastcluster_linkage}),
    "fast_hdbscan": (np.float64, {"hdbscan": fast_hdbscan}),
    "hdbscan": (np.float64, {"hdbscan": hdbscan}),
}


class Pipeline:
    """A file of events to features: reading the file is part of the work."""

    def load(self, ask):
        import pipeline

        self.work, self.file = pipeline.run, ask["file"]
        return {"ok": True}

    def run(self, ask):
        start = time.perf_counter()
        quality = self.work(self.file)
        return {"seconds": time.perf_counter() - start, "quality": quality}

    def details(self, ask):
        return {}


class Peer:
    def __init__(self, contestant):
        self.dtype, self.works = CONTESTANTS[contestant]

    def load(self, ask):
        work, data = ask["case"]["work"], ask["case"]["data"]
        x = np.fromfile(ask["file"], "<f4").reshape(data["n"], data["d"]).astype(self.dtype)
        self.fit, self.read = self.works[work["algorithm"]](x, work)
        return {"ok": True}

    def run(self, ask):
        self.told = None
        start = time.perf_counter()
        given = self.fit()
        seconds = time.perf_counter() - start
        self.told = self.read(given)
        return {"seconds": seconds, "quality": self.told["quality"]}

    def details(self, ask):
        return {name: np.asarray(self.told[name]).tolist() for name in ("labels", "heights", "core") if name in self.told}


def versions():
    from importlib.metadata import version

    names = ["scikit-learn", "fastcluster", "fast_hdbscan", "hdbscan", "numpy", "scipy", "numba", "polars"]
    return {"python": sys.version.split()[0], **{name: version(name) for name in names}}


def main(contestant):
    if contestant == "versions":
        print(json.dumps(versions()))
        return
    # What a library prints does not belong on the line that the answers go.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    peer = Pipeline() if contestant.startswith("polars") else Peer(contestant)
    for line in sys.stdin:
        ask = json.loads(line)
        try:
            answer = getattr(peer, ask["do"])(ask)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


main(sys.argv[1])
