"""Cases for the rules: conditions, values, and the score by Zadeh's operators written the long way round.

    python3 core/tests/golden/rules.py > core/tests/golden/rules.json

Truth is computed by Python's own and, or and not; the degree apart from it by min, max and 1 - x ("Fuzzy sets",
Information and Control 8, 1965). core/tests/rules.rs and tracker/engine/rules.test.js hold both evaluations to them.
"""

import json
import math
import random

draw = random.Random(20261127)


def condition(depth):
    form = draw.choice(["all", "any", "not", "measured", "measured"]) if depth else "measured"
    if form == "measured":
        bound = draw.choice(["at_least", "at_most"])
        value = draw.choice([0, 1, 2, 3, 2.5, -1, 10])
        return {form: {"measure": "frequency", "of": "page", "days": 1, "bound": bound, "value": value}}
    if form == "not":
        return {form: condition(depth - 1)}
    return {form: [condition(depth - 1) for _ in range(draw.randint(1, 3))]}


def bounds(of):
    ((form, inner),) = of.items()
    if form == "measured":
        return 1
    return bounds(inner) if form == "not" else sum(map(bounds, inner))


def truth(of, values):
    ((form, inner),) = of.items()
    if form == "measured":
        x = values.pop(0)
        if x is None:
            return False
        return x >= inner["value"] if inner["bound"] == "at_least" else x <= inner["value"]
    if form == "not":
        return not truth(inner, values)
    found = [truth(one, values) for one in inner]
    return all(found) if form == "all" else any(found)


def degree(of, values):
    ((form, inner),) = of.items()
    if form == "measured":
        x, v = values.pop(0), inner["value"]
        if x is None:
            return 0.0
        at_least = inner["bound"] == "at_least"
        if min(x, v) <= 0:
            return 1.0 if (x >= v if at_least else x <= v) else 0.0
        return x / (x + v) if at_least else v / (x + v)
    if form == "not":
        return 1 - degree(inner, values)
    found = [degree(one, values) for one in inner]
    return min(found) if form == "all" else max(found)


cases = []
while len(cases) < 400:
    when = condition(3)
    values = [draw.choice([None, 0, 1, 2, 3, 4.5, 9, -1, -2]) for _ in range(bounds(when))]
    score = degree(when, list(values)) if truth(when, list(values)) else 0.0
    assert score == 0 or score >= 0.5 or math.isclose(score, 0.5), (when, values, score)
    cases.append({"when": when, "values": values, "score": score})

print(json.dumps(cases, separators=(",", ":")))
