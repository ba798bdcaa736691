"""The data sets that core's oracles run on, written once as text that every language reads alike.

usage: python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
       venv/bin/python core/tests/golden/datasets.py

Writes data/NAME.csv beside this file: one row per line, numbers in the shortest spelling that
reads back to the same f64, no header. `blobs` is made by the recipe of SplitMix64 and Box-Muller
that the benchmarks use too.
"""
import os
import sys

import numpy as np
import pandas as pd
from sklearn import datasets

HERE = os.path.dirname(os.path.abspath(__file__))
GAMMA = np.uint64(0x9E3779B97F4A7C15)


def uniform(seed, index):
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + (index.astype(np.uint64) + np.uint64(1)) * GAMMA
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def generated(n, d, k, sigma, seed=42, noise=0.0):
    """k blobs of n rows in d dimensions, as f32 values."""
    centres = (-10 + 20 * uniform(seed, np.arange(k * d))).reshape(k, d)
    m = np.arange(n * d)
    z = np.sqrt(-2 * np.log1p(-uniform(seed + 1, 2 * m))) * np.cos(2 * np.pi * uniform(seed + 1, 2 * m + 1))
    rows = centres[np.arange(n) % k] + sigma * z.reshape(n, d)
    q = int(noise * n)
    if q:
        rows[n - q:] = (-15 + 30 * uniform(seed + 2, np.arange((n - q) * d, n * d))).reshape(q, d)
    return rows.astype("<f4").astype(np.float64)


def load(name):
    return np.loadtxt(os.path.join(HERE, "data", name + ".csv"), delimiter=",", ndmin=2)


def cdnow():
    """Recency, frequency, monetary, tenure and mean gap of CDNOW's people in the last year, as the desk scales them."""
    path = os.path.join(HERE, "..", "..", "..", "web", "sample", "cdnow_master.txt")
    rows = pd.read_csv(path, sep=r"\s+", dtype={"person": str, "date": str}, skiprows=1,
                       names=["person", "date", "n", "value"])
    rows["day"] = (pd.to_datetime(rows["date"], format="%Y%m%d") - pd.Timestamp("1970-01-01")).dt.days
    today = int(rows["day"].max())
    by = rows[rows["day"] > today - 365].groupby("person", sort=True)
    days = by["day"].agg(["min", "max", "nunique"])
    gap = ((days["max"] - days["min"]) / (days["nunique"] - 1)).where(days["nunique"] > 1, 365)
    features = np.column_stack([today - days["max"], np.log1p(by.size()), np.log1p(by["value"].sum()),
                                today - days["min"], np.log1p(gap)]).astype(float)
    return (features - features.mean(axis=0)) / features.std(axis=0)


NAMES = ["blobs", "blobs_8d", "moons", "circles", "varied", "anisotropic", "duplicates", "constant_column",
         "one_cluster", "iris", "wine", "digits", "cdnow"]


def make():
    yield "blobs", generated(600, 2, 5, 0.5, noise=0.05)
    yield "blobs_8d", generated(600, 8, 6, 3.0)
    yield "moons", datasets.make_moons(500, noise=0.06, random_state=7)[0]
    yield "circles", datasets.make_circles(500, factor=0.5, noise=0.05, random_state=7)[0]
    yield "varied", datasets.make_blobs(600, cluster_std=[1.0, 2.5, 0.5], random_state=170)[0]
    blobs = datasets.make_blobs(600, random_state=170)[0]
    yield "anisotropic", blobs @ np.array([[0.6, -0.6], [-0.4, 0.8]])
    few = generated(60, 2, 3, 1.0, seed=5)
    yield "duplicates", np.concatenate([few] * 5)
    constant = generated(300, 3, 3, 1.0, seed=6)
    constant[:, 1] = 4.0
    yield "constant_column", constant
    yield "one_cluster", generated(300, 3, 1, 1.0, seed=8)
    yield "iris", datasets.load_iris().data
    yield "wine", datasets.load_wine().data
    yield "digits", datasets.load_digits().data
    yield "cdnow", cdnow()[:600]


if __name__ == "__main__":
    os.makedirs(os.path.join(HERE, "data"), exist_ok=True)
    for name, rows in make():
        with open(os.path.join(HERE, "data", name + ".csv"), "w") as out:
            for row in rows.tolist():
                out.write(",".join(repr(x) if x != int(x) else str(int(x)) for x in row) + "\n")
        print(name, rows.shape, file=sys.stderr)
