"""Packs italian_communes.csv into communes.pack, which devices fetch, and communes_names.tsv, for the desk.

usage: python3 core/data/pack_communes.py          (standard library only; writes beside itself)

The pack, all numbers little-endian, `varint` = LEB128, `zigzag` = signed varint (0, -1, 1, -2, ...):

    4 bytes   "RCP1"
    u8        regions;   each: u8 bytes of its name, the name in UTF-8
    u8        provinces; each: u16 ISTAT number, 2 letters, u8 region
    varint    n communes with a point, then columns of n, by ascending (latitude, longitude, ISTAT code):
    zigzag    latitude, in 10^-4 degrees, as the difference to the one before (the first to 0)
    u24       longitude, in 10^-4 degrees, plus 1 800 000
    u8        province
    u16       last three digits of the ISTAT code
    u16       cadastral code: 1000 x its letter (A = 0) + its three digits
"""
import csv
import gzip
import os
import struct

here = os.path.dirname(os.path.abspath(__file__))


def varint(n):
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def zigzag(n):
    return varint(n << 1 if n >= 0 else (-n << 1) - 1)


def fixed(text):
    """Degrees with at most four decimals as an integer: no floating point on the way."""
    sign = -1 if text.startswith("-") else 1
    whole, _, decimals = text.lstrip("-").partition(".")
    assert len(decimals) <= 4, text
    return sign * (int(whole) * 10_000 + int(decimals.ljust(4, "0")))


with open(os.path.join(here, "italian_communes.csv"), encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))

regions = sorted({row["region"] for row in rows})
provinces = sorted({(int(row["istat_code"][:3]), row["province_code"], row["region"]) for row in rows})
assert len(provinces) == len({number for number, _, _ in provinces}), "one province for each ISTAT number"
index = {number: i for i, (number, _, _) in enumerate(provinces)}

places = sorted((fixed(row["latitude"]), fixed(row["longitude"]), row["istat_code"], row["cadastral_code"])
                for row in rows if row["latitude"])

pack = bytearray(b"RCP1")
pack.append(len(regions))
for region in regions:
    name = region.encode()
    pack.append(len(name))
    pack += name
pack.append(len(provinces))
for number, letters, region in provinces:
    pack += struct.pack("<H2sB", number, letters.encode("ascii"), regions.index(region))
pack += varint(len(places))
before = 0
for lat, *_ in places:
    pack += zigzag(lat - before)
    before = lat
for _, lon, *_ in places:
    pack += struct.pack("<I", lon + 1_800_000)[:3]
for *_, istat, _ in places:
    pack.append(index[int(istat[:3])])
for *_, istat, _ in places:
    pack += struct.pack("<H", int(istat[3:]))
for *_, cadastral in places:
    pack += struct.pack("<H", 1000 * (ord(cadastral[0]) - ord("A")) + int(cadastral[1:]))

with open(os.path.join(here, "communes.pack"), "wb") as file:
    file.write(pack)
with open(os.path.join(here, "communes_names.tsv"), "w", encoding="utf-8", newline="\n") as file:
    for row in sorted(rows, key=lambda row: row["istat_code"]):
        file.write(f"{row['istat_code']}\t{row['name']}\t{row['province_code']}\n")
print(f"{len(places)} of {len(rows)} communes: {len(pack)} bytes, {len(gzip.compress(bytes(pack), 9, mtime=0))} gzip")
