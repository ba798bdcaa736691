"""Expected values for core/tests/cleaning/outliers.rs, from scikit-learn and scipy.

usage: python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
       venv/bin/python core/tests/golden/outliers.py > core/tests/golden/outliers.json

The isolation scores are means over ten forests: another generator grows other trees, so only their
order can be held to this. How far one forest of scikit-learn is from another stands beside them.
"""
import json

import numpy as np
from scipy import stats
from sklearn.ensemble import IsolationForest

rng = np.random.default_rng(7)
# People's totals: events, cents, days; whole numbers, so that no digit is lost on the way.
events = np.round(rng.lognormal(3, 0.9, 600)) + 1
days = np.minimum(np.round(events / rng.integers(1, 9, 600)) + 1, 60)
cents = np.where(rng.random(600) < 0.4, np.round(rng.lognormal(8.5, 1.1, 600)), 0)
totals = np.column_stack([events, cents, days])
# Some that stand out, each in its way.
totals[:8] = [[9000, 0, 2], [3, 90_000_000, 1], [4000, 5_000_000, 60], [1, 1, 1],
              [250, 0, 60], [12_000, 200, 1], [60, 30_000_000, 60], [2500, 0, 2]]
logs = np.log1p(totals)


def scores(seed):
    return -IsolationForest(n_estimators=100, max_samples=256, random_state=seed).fit(logs).score_samples(logs)


forests = [scores(seed) for seed in range(10)]
column = logs[:, 0]
mad = stats.median_abs_deviation(column)
between = [stats.spearmanr(forests[i], forests[j]).statistic for i in range(10) for j in range(i)]
print(json.dumps({
    "totals": totals.astype(int).tolist(),
    "isolation": np.mean(forests, axis=0).round(6).tolist(),
    "spearman_between_forests": [min(between), float(np.mean(between))],
    "robust_z": (0.6745 * (column - np.median(column)) / mad).tolist(),
}))
