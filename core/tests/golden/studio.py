"""Expected descriptions of columns for core/tests/studio.rs, from numpy and scipy.

usage: venv/bin/python core/tests/golden/studio.py > core/tests/golden/studio.json

The columns are those of data/wine.csv, the third with every seventh cell missing, the last two
columns made of the first: a near-duplicate and a falling, curved one.
"""
import json
import os

import numpy as np
import scipy
from scipy import stats

here = os.path.dirname(os.path.abspath(__file__))
data = np.loadtxt(os.path.join(here, "data", "wine.csv"), delimiter=",")
first = data[:, 0]
wave = np.array([0.01 * ((row * 7) % 5) for row in range(len(first))])
data = np.column_stack([data[:, :5], first * 2 + wave, -np.exp(first / 4)])
data[::7, 2] = np.nan
UNDEFINED = 1.5
filled = np.where(np.isnan(data), UNDEFINED, data)
# The fourth column is described as its logarithm in correlations, as skewed ones are.
transformed = filled.copy()
transformed[:, 3] = np.sign(filled[:, 3]) * np.log1p(np.abs(filled[:, 3]))

columns = []
for j in range(data.shape[1]):
    values = data[~np.isnan(data[:, j]), j]
    columns.append({
        "quantiles": np.quantile(values, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]).tolist(),
        "mean": float(values.mean()),
        "missing": float(np.isnan(data[:, j]).mean()),
        "zero": float((data[:, j] == 0).mean()),
    })

print(json.dumps({
    "by": f"numpy {np.__version__}, scipy {scipy.__version__}",
    "undefined": UNDEFINED,
    "columns": columns,
    "pearson": np.corrcoef(transformed, rowvar=False).tolist(),
    "spearman": stats.spearmanr(transformed).statistic.tolist(),
}, indent=1))
