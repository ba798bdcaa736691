"""Expected values of every feature, from pandas, on a clickstream and on the CDNOW orders.

usage: python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
       venv/bin/python core/tests/golden/features.py > core/tests/golden/features.json

The clickstream, data/clickstream.csv, is the first 40 people of `ecom_clickstream` as PyPI's retentioneering 5.2.4
ships it (Apache-2.0); `features.py ecom_clickstream.csv.gz` makes it anew. Its times are taken as UTC, and the visitor's
clock as that of Rome.
"""
import json
import os
import sys

import numpy as np
import pandas as pd

here = os.path.dirname(os.path.abspath(__file__))
cut = os.path.join(here, "data", "clickstream.csv")

if len(sys.argv) > 1:
    raw = pd.read_csv(sys.argv[1])
    people = sorted(raw["user_id"].unique())[:40]
    kinds = {"product_view": "view_item", "add_to_cart": "add_to_cart", "purchase": "purchase", "search": "search",
             "wishlist_add": "custom:wishlist_add"}
    raw = raw[raw["user_id"].isin(people)].copy()
    raw["kind"] = raw["event"].map(kinds).fillna("page")
    utc = pd.to_datetime(raw["timestamp"], utc=True)
    raw["offset_min"] = utc.dt.tz_convert("Europe/Rome").map(lambda t: int(t.utcoffset().total_seconds() // 60))
    raw.rename(columns={"platform": "category", "acquisition_channel": "source", "user_id": "person"})[
        ["person", "kind", "timestamp", "offset_min", "category", "source"]].to_csv(cut, index=False, lineterminator="\n")
    sys.exit()


def measures(counts, sums, words, spec, today, window, people):
    """One feature for everyone. counts, sums: frames of (person, day) by word."""
    measure, of, over, decay, unit = spec

    def group(name):
        return [w for w in words if w.startswith(name[:-1])] if name.endswith("*") else [name]

    chosen = [w for w in group(of) if w in counts] if measure != "depth" else []
    age = today - counts.index.get_level_values("day")
    inside = (age >= 0) & (age < window)
    weight = pd.Series(decay ** age.to_numpy(dtype=float), counts.index)[inside]
    c, s = counts[inside], sums[inside]

    def total(frame, names):
        names = [w for w in names if w in frame]
        return frame[names].sum(axis=1).mul(weight).groupby("person").sum().reindex(people, fill_value=0.0)

    if measure == "frequency":
        return total(c, chosen)
    if measure == "monetary":
        return total(s, chosen) / 100
    if measure == "mean":
        return (total(s, chosen) / total(c, chosen).replace(0, np.nan)) / unit
    if measure == "ratio":
        return total(c, chosen) / total(c, group(over)).replace(0, np.nan)
    if measure == "entropy":
        parts = pd.DataFrame({w: total(c, [w]) for w in chosen})
        shares = parts.div(parts.sum(axis=1).replace(0, np.nan), axis=0)
        return -(shares * np.log(shares.where(shares > 0))).sum(axis=1, min_count=1)
    if measure == "depth":
        stages = of.split(">")
        deep = pd.DataFrame({i + 1: (total(c, [w]) > 0) * (i + 1) for i, w in enumerate(stages)})
        return deep.max(axis=1).astype(float)
    active = c[chosen].sum(axis=1)
    days = active[active > 0].reset_index()[["person", "day"]]
    by = days.groupby("person")["day"]
    if measure == "recency":
        return (today - by.max()).reindex(people)
    if measure == "tenure":
        return (today - by.min()).reindex(people)
    gaps = days.assign(gap=by.diff()).groupby("person")["gap"]
    if measure == "mean_gap":
        return gaps.mean().reindex(people)
    if measure == "burstiness":
        mean, deviation = gaps.mean(), gaps.std(ddof=0)
        return ((deviation - mean) / (deviation + mean))[gaps.count() > 1].reindex(people)
    raise ValueError(measure)


def table(long):
    """(person, day) by word, from one line per count."""
    shape = dict(index=["person", "day"], columns="word", aggfunc="sum", fill_value=0)
    return long.pivot_table(values="count", **shape), long.pivot_table(values="sum", **shape)


def lines(frame, word, day="day", total=0):
    return pd.DataFrame({"person": frame["person"], "day": frame[day], "word": word, "count": 1, "sum": total})


def clickstream():
    e = pd.read_csv(cut)
    e["t"] = pd.to_datetime(e["timestamp"])
    e = e.sort_values(["person", "t"], kind="stable").reset_index(drop=True)
    epoch = pd.Timestamp("1970-01-01")
    e["day"] = (e["t"] - epoch).dt.days
    local = e["t"] + pd.to_timedelta(e["offset_min"], unit="m")
    e["date"], e["hour"], e["weekday"] = local.dt.normalize(), local.dt.hour, local.dt.day_of_week
    before = e.groupby("person")
    new = (before["t"].diff() > pd.Timedelta(minutes=30)) | before["t"].diff().isna() | (e["date"] != before["date"].shift())
    e["session"] = new.cumsum()
    session = e.groupby("session").agg(person=("person", "first"), day=("day", "first"), first=("t", "min"), last=("t", "max"),
                                       pages=("kind", lambda kinds: int((kinds == "page").sum())))
    length = ((session["last"] - session["first"]) / pd.Timedelta(milliseconds=1)).astype("int64")
    parts = pd.cut(e["hour"], [-1, 5, 9, 11, 14, 17, 19, 22, 23],
                   labels=["notte", "colazione", "mattina", "pranzo", "pomeriggio", "aperitivo", "cena", "notte"], ordered=False)
    one, two = e.groupby("session")["kind"].shift(1), e.groupby("session")["kind"].shift(2)
    pairs, triples = e[one.notna()], e[two.notna()]

    def thousandths(x):
        return (1000 * x).round().astype("int64")

    turn_h, turn_w = 2 * np.pi * e["hour"] / 24, 2 * np.pi * e["weekday"] / 7
    long = pd.concat([
        lines(e, e["kind"]), lines(e, "category:" + e["category"]), lines(e, "source:" + e["source"]),
        lines(session, "session", total=length), lines(session[session["pages"] > 1], "session:second_page"),
        lines(pairs, "step:" + one[pairs.index] + ">" + pairs["kind"]),
        lines(triples, "step:" + two[triples.index] + ">" + one[triples.index] + ">" + triples["kind"]),
        lines(e, "daypart:" + parts.astype(str)), lines(e[e["weekday"] > 4], "weekend"),
        lines(e, "hour:sin", total=thousandths(np.sin(turn_h))), lines(e, "hour:cos", total=thousandths(np.cos(turn_h))),
        lines(e, "weekday:sin", total=thousandths(np.sin(turn_w))), lines(e, "weekday:cos", total=thousandths(np.cos(turn_w))),
    ])
    words = ["page", "search", "view_item", "add_to_cart", "purchase", "custom:wishlist_add", "category:desktop",
             "category:mobile", "source:organic", "source:paid_search", "source:social", "source:email", "session",
             "session:second_page", "step:page>view_item", "step:view_item>page", "step:page>page",
             "step:view_item>add_to_cart", "step:search>page>view_item", "daypart:colazione", "daypart:mattina",
             "daypart:pranzo", "daypart:pomeriggio", "daypart:aperitivo", "daypart:cena", "daypart:notte", "hour:sin",
             "hour:cos", "weekday:sin", "weekday:cos", "weekend"]
    counts, sums = table(long[long["word"].isin(words)])
    week = 2 ** (-1 / 7)
    specs = [("recency", "view_item", "", 1, 1), ("frequency", "page", "", 1, 1), ("frequency", "page", "", week, 1),
             ("tenure", "session", "", 1, 1), ("mean_gap", "session", "", 1, 1), ("burstiness", "session", "", 1, 1),
             ("frequency", "session", "", 1, 1), ("mean", "session", "", 1, 1000), ("mean", "session", "", week, 1000),
             ("ratio", "page", "session", 1, 1), ("ratio", "session:second_page", "session", 1, 1),
             ("frequency", "step:search>page>view_item", "", 1, 1), ("ratio", "step:page>view_item", "page", week, 1),
             ("entropy", "category:*", "", 1, 1), ("entropy", "source:*", "", week, 1), ("entropy", "daypart:*", "", 1, 1),
             ("recency", "daypart:*", "", 1, 1), ("ratio", "daypart:cena", "daypart:*", 1, 1), ("mean", "hour:sin", "", 1, 1000),
             ("mean", "hour:cos", "", 1, 1000), ("mean", "weekday:sin", "", 1, 1000), ("mean", "weekday:cos", "", week, 1000),
             ("ratio", "weekend", "session", 1, 1), ("burstiness", "page", "", 1, 1), ("frequency", "custom:wishlist_add", "", week, 1),
             ("depth", "page>view_item>add_to_cart>purchase", "", 1, 1)]
    people, today, window = sorted(e["person"].unique()), int(e["day"].max()), 90
    values = [measures(counts, sums, words, spec, today, window, people) for spec in specs]
    return {"words": words, "window_days": window, "today": today, "people": people,
            "features": [dict(zip(["measure", "of", "over", "decay"], spec[:4])) for spec in specs],
            "values": [[None if pd.isna(x) else float(x) for x in column] for column in values]}


def cdnow():
    path = os.path.join(here, "..", "..", "..", "web", "sample", "cdnow_master.txt")
    rows = pd.read_csv(path, sep=r"\s+", dtype={"person": str, "date": str}, skiprows=1,
                       names=["person", "date", "n", "value"])
    rows["day"] = (pd.to_datetime(rows["date"], format="%Y%m%d") - pd.Timestamp("1970-01-01")).dt.days
    rows["sum"] = (100 * rows["value"]).round().astype("int64")
    # Rows of CDNOW have no hour: each is a session of its own date.
    weekend = (rows["day"] + 3) % 7 > 4
    long = pd.concat([rows.assign(word="purchase", count=1), rows[weekend].assign(word="weekend", count=1, sum=0)])
    counts, sums = table(long)
    words = ["purchase", "weekend"]
    month = 2 ** (-1 / 30)
    specs = [("recency", "purchase", "", 1, 1), ("frequency", "purchase", "", month, 1), ("monetary", "purchase", "", month, 1),
             ("monetary", "purchase", "", 1, 1), ("tenure", "purchase", "", 1, 1), ("mean_gap", "purchase", "", 1, 1),
             ("burstiness", "purchase", "", 1, 1), ("mean", "purchase", "", 1, 100), ("mean", "purchase", "", month, 100),
             ("ratio", "weekend", "purchase", 1, 1)]
    people, today, window = sorted(rows["person"].unique()), int(rows["day"].max()), 365
    values = [measures(counts, sums, words, spec, today, window, people) for spec in specs]
    return {"words": words, "window_days": window, "today": today,
            "features": [dict(zip(["measure", "of", "over", "decay"], spec[:4])) for spec in specs],
            "defined": [int(column.notna().sum()) for column in values],
            "sum": [float(column.sum()) for column in values],
            "squares": [float((column ** 2).sum()) for column in values],
            "first": [[None if pd.isna(x) else float(x) for x in column[:20]] for column in values]}


json.dump({"pandas": pd.__version__, "clickstream": clickstream(), "cdnow": cdnow()}, sys.stdout, indent=None)
print()
