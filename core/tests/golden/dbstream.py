"""Expected values for core's DBSTREAM tests, from river.

usage: python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
       venv/bin/python core/tests/golden/dbstream.py > core/tests/golden/dbstream.json

Data sets as streams, their rows put in an order that mixes the clusters (row (i·step) mod n). Of every stream: the
micro-clusters that river keeps (centre, weight, last update; in order of birth), their shared densities faded to the
end, river's own number of macro-clusters, and the macro-clusters of algorithm 3 of the paper on river's
micro-clusters with everything faded to the end, as a list of lists of places in that order.
"""
import json
import sys
from importlib.metadata import version

from river import cluster

from datasets import load

STREAMS = [
    # data set, step, radius, fading, gap, minimum weight, intersection factor
    ("blobs", 1, 0.9, 0.001, 50, 3.0, 0.1),
    ("blobs", 7, 1.5, 0.01, 40, 1.5, 0.3),
    ("moons", 3, 0.3, 0.0005, 100, 3.0, 0.05),
    ("circles", 3, 0.3, 0.0005, 100, 3.0, 0.05),
    ("varied", 11, 1.5, 0.002, 20, 2.0, 0.2),
    ("iris", 7, 0.8, 0.005, 10, 2.0, 0.1),
    ("duplicates", 1, 1.0, 0.02, 5, 1.0, 0.3),
    ("blobs_8d", 1, 9.0, 0.01, 30, 2.0, 0.2),
    ("constant_column", 7, 3.0, 0.002, 20, 4.0, 0.1),
    ("wine", 5, 60.0, 0.05, 4, 1.0, 0.3),
]


def components(strong, edges):
    parent = {i: i for i in strong}

    def root(i):
        while parent[i] != i:
            i = parent[i]
        return i

    for a, b in edges:
        parent[max(root(a), root(b))] = min(root(a), root(b))
    found = {}
    for i in strong:
        found.setdefault(root(i), []).append(i)
    return list(found.values())


def run(name, step, radius, fading, gap, weight, factor):
    rows = load(name)
    n = len(rows)
    model = cluster.DBSTREAM(clustering_threshold=radius, fading_factor=fading, cleanup_interval=gap,
                             intersection_factor=factor, minimum_weight=weight)
    for i in range(n):
        model.learn_one(dict(enumerate(rows[i * step % n].tolist())))
    micro = model.micro_clusters
    place = {key: at for at, key in enumerate(sorted(micro))}
    now = {i: m.weight * 2 ** (-fading * (n - m.last_update)) for i, m in micro.items()}
    shared = [(place[i], place[j], s * 2 ** (-fading * (n - model.s_t[i][j])))
              for i, row in model.s.items() if i in micro for j, s in row.items() if j in micro and s > 0]
    weights = {place[i]: w for i, w in now.items()}
    strong = [i for i in sorted(weights) if weights[i] >= weight]
    edges = [(a, b) for a, b, s in shared
             if a in strong and b in strong and s > factor * (weights[a] + weights[b]) / 2]
    return {
        "name": name, "step": step, "radius": radius, "fading": fading, "gap": gap, "weight": weight, "factor": factor,
        "micro": [{"centre": [m.center[j] for j in sorted(m.center)], "weight": m.weight, "updated": m.last_update}
                  for _, m in sorted(micro.items())],
        "shared": sorted(shared),
        "macro": components(strong, edges),
        "river_macro": model.n_clusters,
    }


if __name__ == "__main__":
    streams = [run(*stream) for stream in STREAMS]
    for s in streams:
        print(s["name"], len(s["micro"]), len(s["shared"]), [len(m) for m in s["macro"]], s["river_macro"],
              file=sys.stderr)
    json.dump({"versions": {"river": version("river"), "numpy": version("numpy"), "python": sys.version.split()[0]},
               "streams": streams}, sys.stdout, separators=(",", ":"))
    print()
