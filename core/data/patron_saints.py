"""Writes patron_saints.csv: the patron saints' days that the PyPI package `holidays` knows (MIT licence), as rules.

usage: python3 -m venv venv && venv/bin/pip install holidays==0.109
       venv/bin/python core/data/patron_saints.py

The package gives the days of each year; the rule is the simplest that gives the same days from 1990 to 2100:

    MM-DD             the same date every year
    MM/N/day+K        K days after the Nth weekday (mon to sun) of a month
    easter+K          K days after Easter
"""
import csv
import datetime
import os

import holidays
from dateutil.easter import easter

here = os.path.dirname(os.path.abspath(__file__))
YEARS = range(1990, 2101)
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

# Where the days of a province are those of other communes than the one it is called after, or of several.
COMMUNE = {"VB": "Verbania", "SU": "Carbonia", "MS": "Massa", "MB": "Monza", "BZ": None, "AO": "Aosta",
           "Andria": "Andria", "Barletta": "Barletta", "Trani": "Trani", "Cesena": "Cesena", "Forli": "Forlì",
           "Pesaro": "Pesaro", "Urbino": "Urbino", "RC": "Reggio di Calabria", "RE": "Reggio nell'Emilia"}
# The package lists these with several cities' days at once; the cities have entries of their own.
SEVERAL = {"BT", "FC", "PU"}
# Left out: the package gives saints of Assisi, another commune.
DOUBTFUL = {"PG"}
# Patrons' days that are national holidays by the same name.
SAME = {"BI": "Santo Stefano", "PO": "Santo Stefano"}

with open(os.path.join(here, "italian_communes.csv"), encoding="utf-8", newline="") as file:
    communes = list(csv.DictReader(file))
province_of_city = {"Andria": "BT", "Barletta": "BT", "Trani": "BT", "Cesena": "FC", "Forli": "FC", "Pesaro": "PU",
                    "Urbino": "PU"}


def nth(year, month, n, weekday):
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta((weekday - first.weekday()) % 7 + 7 * (n - 1))


def rule_of(days):
    """The simplest rule for one day a year."""
    if len({(day.month, day.day) for day in days}) == 1:
        return f"{days[0].month:02}-{days[0].day:02}"
    if len({(day - easter(day.year)).days for day in days}) == 1:
        return f"easter+{(days[0] - easter(days[0].year)).days}"
    for offset in range(7):
        moved = [day - datetime.timedelta(offset) for day in days]
        month, weekday, n = moved[0].month, moved[0].weekday(), (moved[0].day - 1) // 7 + 1
        if all(day == nth(day.year, month, n, weekday) for day in moved):
            return f"{month:02}/{n}/{WEEKDAYS[weekday]}" + (f"+{offset}" if offset else "")
    raise ValueError(days[:5])


national = holidays.country_holidays("IT", years=YEARS, language="it_IT")
rows = []
for key in holidays.IT.subdivisions:
    if key in SEVERAL or key in DOUBTFUL:
        continue
    local = holidays.country_holidays("IT", subdiv=key, years=YEARS, language="it_IT")
    by_name = {}
    for day in sorted(local):
        names = set(local.get_list(day)) - set(national.get_list(day) if day in national else [])
        for name in names:
            by_name.setdefault(name, []).append(day)
    # A patron's day that is a national holiday of the same name is no difference.
    if key in SAME:
        by_name[SAME[key]] = [day for day in sorted(local) if SAME[key] in local.get_list(day)]
    province = province_of_city.get(key, key)
    for name, days in sorted(by_name.items()):
        years = {}
        for day in days:
            years.setdefault(day.year, []).append(day)
        for k in range(max(len(d) for d in years.values())):  # Fermo keeps two days
            rule = rule_of([d[k] for d in years.values() if len(d) > k])
            if key == "BZ":
                rows.append(("021", "BZ", "Provincia di Bolzano", name, rule))
                continue
            wanted = COMMUNE.get(key)
            match = [c for c in communes if c["province_code"] == province
                     and (c["name"] == wanted if wanted else c["name"] == c["province"])]
            if len(match) != 1:
                raise SystemExit(f"{key}: {[c['name'] for c in match]}, province "
                                 f"{[c['province'] for c in communes if c['province_code'] == province][:1]}")
            rows.append((match[0]["istat_code"], province, match[0]["name"], name, rule))

with open(os.path.join(here, "patron_saints.csv"), "w", encoding="utf-8", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["istat", "province", "name", "feast", "rule"])
    out.writerows(sorted(rows))
print(len(rows), "feasts of", len({row[0] for row in rows}), "places, holidays", holidays.__version__)
