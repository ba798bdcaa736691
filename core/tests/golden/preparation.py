"""Expected values for core/tests/preparation.rs, from scikit-learn, scipy and pandas.

usage: python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
       venv/bin/python core/tests/golden/preparation.py > core/tests/golden/preparation.json
"""
import json
import sys
import warnings

import numpy as np
import pandas as pd
import scipy
import sklearn
from scipy import stats
from sklearn.decomposition import PCA
from sklearn.preprocessing import (MinMaxScaler, PowerTransformer, QuantileTransformer, RobustScaler,
                                   StandardScaler)

from datasets import NAMES, load

warnings.simplefilter("ignore")
ROWS = 6


def short(values):
    return np.asarray(values, dtype=float).tolist()



def expect(name):
    X = load(name)
    some = np.linspace(0, len(X) - 1, ROWS).astype(int)
    # Values between and beyond the fitted ones too.
    new = X[some] * 1.01 + 0.013
    standard, robust, min_max = StandardScaler().fit(X), RobustScaler().fit(X), MinMaxScaler().fit(X)
    pca = PCA().fit(X)
    keep = min(3, X.shape[1])
    out = {
        "rows": some.tolist(),
        "standard": [short(standard.mean_), short(standard.scale_)],
        "robust": [short(robust.center_), short(robust.scale_)],
        "min_max": [short(min_max.data_min_), short(1 / min_max.scale_)],
        "yeo_johnson": short(PowerTransformer(standardize=False).fit(X).lambdas_),
        "pca": {"variance": short(pca.explained_variance_), "explained": short(pca.explained_variance_ratio_),
                "components": short(pca.components_[:keep])},
    }
    for output in ["uniform", "normal"]:
        scaler = QuantileTransformer(n_quantiles=min(1000, len(X)), output_distribution=output, subsample=None)
        out["quantile_" + output] = short(scaler.fit_transform(X)[some])
        out["quantile_" + output + "_new"] = short(scaler.transform(new))
        out["quantile_" + output + "_back"] = short(scaler.inverse_transform(scaler.transform(X[some])))
    return out


def missing():
    """Cells of `varied` taken away, filled by pandas: at uneven times, and by the median."""
    X = load("varied")[:60]
    times = np.cumsum(1 + (np.arange(60) * 37 % 11) ** 2 / 7.0)
    gaps = (np.arange(120).reshape(60, 2) * 29 % 5 == 0)
    gaps[:3, 0] = True
    gaps[-2:, 1] = True
    frame = pd.DataFrame(np.where(gaps, np.nan, X), index=times)
    by_time = frame.interpolate(method="index", limit_direction="both")
    return {"times": short(times), "gaps": gaps.astype(int).tolist(), "by_time": short(by_time),
            "median": short(frame.fillna(frame.median())), "filled": gaps.sum(axis=0).tolist()}


def normal():
    p = np.concatenate([np.logspace(-6.9, -1, 20), np.linspace(0.01, 0.99, 50), 1 - np.logspace(-6.9, -2, 14)])
    return {"p": short(p), "x": short(stats.norm.ppf(p))}


json.dump({
    "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "pandas": pd.__version__,
                 "numpy": np.__version__, "python": sys.version.split()[0]},
    "data": {name: expect(name) for name in NAMES},
    "missing": missing(),
    "normal": normal(),
}, sys.stdout, separators=(",", ":"))
print()
