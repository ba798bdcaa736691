"""Expected values for core's tests, from pandas and scikit-learn, on the CDNOW file.

usage: python3 -m venv venv && venv/bin/pip install pandas scikit-learn
       venv/bin/python core/tests/golden/make.py > core/tests/golden/cdnow.json
"""
import json
import os
import sys

import numpy as np
import pandas as pd
import sklearn
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler

here = os.path.dirname(os.path.abspath(__file__))
path = os.path.join(here, "..", "..", "..", "web", "sample", "cdnow_master.txt")
rows = pd.read_csv(path, sep=r"\s+", dtype={"person": str, "date": str}, skiprows=1,
                   names=["person", "date", "n", "value"])
rows["day"] = (pd.to_datetime(rows["date"], format="%Y%m%d") - pd.Timestamp("1970-01-01")).dt.days
WINDOW = 365
today = int(rows["day"].max())
seen = rows[rows["day"] > today - WINDOW]
by = seen.groupby("person", sort=True)
days = by["day"].agg(["min", "max", "nunique"])
features = pd.DataFrame({
    "recency": today - days["max"],
    "frequency": by.size(),
    "monetary": (by["value"].apply(lambda v: (v * 100).round().sum())) / 100,
    "tenure": today - days["min"],
    "mean_gap": ((days["max"] - days["min"]) / (days["nunique"] - 1)).where(days["nunique"] > 1, WINDOW),
}).astype(float)
transformed = features.copy()
for column in ["frequency", "monetary", "mean_gap"]:
    transformed[column] = np.log1p(transformed[column])
scaler = StandardScaler().fit(transformed)
X = scaler.transform(transformed)
K = 5
fit = KMeans(n_clusters=K, init=X[:K], n_init=1, algorithm="lloyd", tol=0, max_iter=1000).fit(X)
part = X[:2000]
pca = PCA().fit(X)
json.dump({
    "versions": {"pandas": pd.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__,
                 "python": sys.version.split()[0]},
    "rows": int(len(rows)),
    "customers": int(rows["person"].nunique()),
    "total_cents": int((rows["value"] * 100).round().sum()),
    "people_in_window": int(len(features)),
    "features": list(features.columns),
    "sums": [float(features[c].sum()) for c in features.columns],
    "first_people": [[p, *map(float, features.loc[p])] for p in features.index[:5]],
    "mean": scaler.mean_.tolist(),
    "scale": scaler.scale_.tolist(),
    "kmeans_first_rows": {"k": K, "inertia": float(fit.inertia_),
                          "sizes": sorted((int(n) for n in np.bincount(fit.labels_)), reverse=True)},
    "silhouette_first_2000": float(silhouette_score(part, fit.labels_[:2000])),
    "pca_explained": pca.explained_variance_ratio_.tolist(),
}, sys.stdout, indent=1)
print()
