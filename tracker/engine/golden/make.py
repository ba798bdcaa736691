"""A model with a part of every kind, and the row of numbers it comes to.

    python3 tracker/engine/golden/make.py

Written apart from flat.js: flat.test.js and src/flat.rs hold both sides to it.
"""

import json
from pathlib import Path

HERE = Path(__file__).parent


def bound(of, value):
    return {"measured": {"measure": "frequency", "of": of, "days": 7, "bound": "at_least", "value": value}}


segments = [
    {"label": "caffè".replace("è", "e"), "name": "Caffè · Milano ☕", "category": "Città", "tags": ["bar", "perché"]},
    {"label": "altri", "name": "Altri", "category": "", "tags": []},
]
model = {
    "format": "recinto.segments/1",
    "name": "Città d'arte €",
    "window_days": 30,
    "min_events": 2,
    "currency": "EUR",
    "vocabulary": ["page", "purchase", "intent:prezzo", "season:natale", "fence:duomo", "fence:zona", "distance", "composite:giro"],
    "definitions": {
        "intents": [{"name": "prezzo", "phrases": ["quanto costa", "perché"]}],
        "calendars": [{"name": "natale", "days": [[20435, 20460], [20800, 20825]]}],
        "fences": [
            {
                "name": "duomo",
                "shape": {"type": "circle", "lat": 45.4641, "lon": 9.1919, "radius_m": 300},
                "point_of_sale": True,
            },
            {
                "name": "zona",
                "shape": {"type": "polygon", "points": [[45.1, 9.1], [45.2, 9.1], [45.2, -0.5]]},
                "point_of_sale": False,
            },
        ],
        "composites": [{"name": "giro", "of": "page", "count": 3, "then": ["purchase", "page"], "within_min": 120}],
    },
    "features": [
        {
            "measure": "ratio",
            "of": "purchase",
            "over": "page",
            "decay": 0.5,
            "transform": "log1p",
            "center": -0.25,
            "scale": 2,
            "undefined": 0,
        }
    ],
    "assigner": {
        "type": "exemplars",
        "points": [{"at": [0.125], "radius": 1.5, "segment": 0}, {"at": [-3], "radius": 0.75, "segment": 1}],
    },
    "segments": segments,
    "scoring": [[[0.25, 0.5], [0.75, 1]], [[0, 0.5]]],
    "rules": [
        {
            "segment": {"label": "vicini", "name": "Vicini", "category": "", "tags": []},
            "when": {"all": [bound("fence:duomo", 1), {"not": {"any": [bound("page", 50), bound("purchase", 3)]}}]},
        }
    ],
    "privacy": {
        "mechanism": "oue",
        "epsilon": 1.5,
        "epoch_ms": 604800000,
        "minimum_audience": 50,
        "necessity": "",
        "raw_hours": 36,
    },
}


def text(of):
    encoded = list(of.encode())
    return [len(encoded), *encoded]


def many(items, one):
    return [len(items), *(number for item in items for number in one(item))]


def numbers(items):
    return many(items, lambda x: [x])


def shape(of):
    points = many(of.get("points", []), numbers)
    return text(of["type"]) + [of.get("lat"), of.get("lon"), of.get("radius_m")] + points


def bounds(of):
    ((form, inner),) = of.items()
    if form == "measured":
        return [inner]
    return bounds(inner) if form == "not" else [found for one in inner for found in bounds(one)]


d, p = model["definitions"], model["privacy"]
row = (
    text(model["name"])
    + [model["window_days"], model["min_events"]]
    + text(model["currency"])
    + many(model["vocabulary"], text)
    + many(d["intents"], lambda i: text(i["name"]) + many(i["phrases"], text))
    + many(d["calendars"], lambda c: text(c["name"]) + many(c["days"], numbers))
    + many(d["fences"], lambda f: text(f["name"]) + shape(f["shape"]) + [int(f["point_of_sale"])])
    + many(d["composites"], lambda c: text(c["name"]) + text(c["of"]) + [c["count"]] + many(c["then"], text) + [c["within_min"]])
    + many(
        model["features"],
        lambda f: text(f["measure"])
        + text(f["of"])
        + text(f["over"])
        + [f["decay"]]
        + text(f["transform"])
        + [f["center"], f["scale"], f["undefined"]],
    )
    + text(model["assigner"]["type"])
    + many(model["assigner"]["points"], lambda x: numbers(x["at"]) + [x["radius"], x["segment"]])
    + many(segments, lambda s: text(s["label"]) + text(s["name"]) + text(s["category"]) + many(s["tags"], text))
    + many(model["scoring"], lambda knots: many(knots, numbers))
    + text(p["mechanism"])
    + [p["epsilon"], p["epoch_ms"], p["minimum_audience"]]
    + text(p["necessity"])
    + [p["raw_hours"]]
    + many(
        [found for rule in model["rules"] for found in bounds(rule["when"])],
        lambda b: text(b["measure"]) + text(b["of"]) + [b["days"]],
    )
)

# RFC 8785 for a model of ASCII keys and short numbers.
canonical = json.dumps(model, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
(HERE / "model.json").write_text(canonical)
(HERE / "row.json").write_text(json.dumps(row, separators=(",", ":")))
