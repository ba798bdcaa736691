"""Expected values for core/tests/places.rs: distances from geopy, fences from shapely in projections by pyproj, the
nearest communes by brute force.

usage: python3 -m venv venv && venv/bin/pip install geopy==2.5.0 shapely==2.2.0 pyproj==3.7.2 numpy==2.4.6
       venv/bin/python core/tests/golden/places.py > core/tests/golden/places.json
"""
import csv
import json
import os
import random
import sys

import geopy
import geopy.distance
import numpy as np
import pyproj
import shapely

here = os.path.dirname(os.path.abspath(__file__))
random.seed(20261126)
R = 6_371_008.8
geopy.distance.EARTH_RADIUS = R / 1000  # its own is 6371.009


def sphere(a, b):
    return geopy.distance.great_circle(a, b, radius=R / 1000).m


def around(lat, lon, metres, bearing):
    """The place `metres` away."""
    to = geopy.distance.great_circle(meters=metres, radius=R / 1000).destination((lat, lon), bearing)
    return [round(to.latitude, 7), round((to.longitude + 180) % 360 - 180, 7)]


centres = [(45.4643, 9.1895), (37.5023, 15.0873), (0.0, 0.0), (-17.8, 179.9995), (89.9999, 12.0), (-89.9999, 40.0),
           (64.1, -21.9)]

distances = []
for lat, lon in centres:
    for metres in [0.5, 49, 300, 5_000, 250_000, 9_000_000]:
        to = around(lat, lon, metres, random.uniform(0, 360))
        distances.append({"from": [lat, lon], "to": to, "sphere": sphere((lat, lon), to),
                          "ellipsoid": geopy.distance.geodesic((lat, lon), to).m})

fences = []
for lat, lon in centres:
    for _ in range(30):
        size = random.choice([50, 300, 2_000])
        corners = [around(lat, lon, random.uniform(0.3, 1) * size, i * 360 / 7 + random.uniform(0, 45))
                   for i in range(random.randint(3, 7))]
        fix = around(lat, lon, random.uniform(0, 1.2) * size, random.uniform(0, 360))
        flat = pyproj.Proj(proj="aeqd", lat_0=fix[0], lon_0=fix[1], R=R)
        polygon = shapely.Polygon([flat(lon, lat) for lat, lon in corners])
        fix_at = shapely.Point(flat(fix[1], fix[0]))
        inside = polygon.is_valid and bool(polygon.contains(fix_at))
        if not polygon.is_valid:
            continue
        fences.append({"corners": corners, "fix": fix, "inside": inside,
                       "edge": polygon.exterior.distance(fix_at)})

with open(os.path.join(here, "..", "..", "data", "italian_communes.csv"), encoding="utf-8", newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["latitude"]]
lat = np.radians([float(row["latitude"]) for row in rows])
lon = np.radians([float(row["longitude"]) for row in rows])
nearest = []
while len(nearest) < 400:
    fix = [round(random.uniform(35.2, 47.4), 6), round(random.uniform(6.2, 19), 6)]
    phi, lam = np.radians(fix)
    h = np.sin((lat - phi) / 2) ** 2 + np.cos(lat) * np.cos(phi) * np.sin((lon - lam) / 2) ** 2
    metres = 2 * R * np.arcsin(np.sqrt(h))
    best = int(np.argmin(metres))
    nearest.append({"fix": fix, "istat": rows[best]["istat_code"], "metres": float(metres[best])})

json.dump({"versions": {"geopy": geopy.__version__, "shapely": shapely.__version__, "pyproj": pyproj.__version__,
                        "python": sys.version.split()[0]},
           "distances": distances, "fences": fences, "nearest": nearest}, sys.stdout, indent=None,
          separators=(",", ":"))
print()
