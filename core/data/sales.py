"""Writes sales.csv (saldi) from what is transcribed below, each with its source.

usage: python3 core/data/sales.py

A season stands here only if the source gives its first day and its last day or its length; where sources of equal weight
contradict each other by more than a day it is left out. `60 days` and `8 weeks` count the first day (Lombardia's "3 January
to 3 March 2026, 60 days" does).
"""
import csv
import datetime
import os

here = os.path.dirname(os.path.abspath(__file__))
rows = []


def season(kind, first, source, regions):
    start = datetime.date.fromisoformat(first)
    for region, end in regions.items():
        last = start + datetime.timedelta(end - 1) if isinstance(end, int) else datetime.date.fromisoformat(end)
        rows.append((kind, region, start.isoformat(), last.isoformat(), source))


# By Confcommercio. Sicily: 15 February here, 15 March elsewhere; left out. Bolzano has dates by district.
WINTER_2025 = ("https://gazzetta.it/attualita/storie/28-12-2024/saldi-invernali-2025-date-inizio-e-fine-calendario-delle-"
               "regioni/calendario-dei-saldi-invernali-2025.shtml")
season("invernali", "2025-01-04", WINTER_2025, {
    "Abruzzo": 60, "Basilicata": "2025-03-01", "Calabria": 60, "Campania": 60, "Emilia-Romagna": 60,
    "Friuli-Venezia Giulia": "2025-03-31", "Lazio": 42, "Liguria": "2025-02-17", "Lombardia": 60,
    "Marche": "2025-03-01", "Molise": 60, "Piemonte": 56, "Puglia": "2025-02-28", "Sardegna": 60, "Toscana": 60,
    "Umbria": 60, "Veneto": "2025-02-28"})
season("invernali", "2025-01-02", WINTER_2025, {"Valle d'Aosta": "2025-03-31"})

# By Confcommercio. Veneto's last day was not found.
SUMMER_2025 = ("https://www.corrieredellacalabria.it/2025/06/26/saldi-estivi-al-via-dal-5-luglio-il-calendario-regione-"
               "per-regione/")
season("estivi", "2025-07-05", SUMMER_2025, {
    "Abruzzo": 60, "Basilicata": "2025-09-02", "Calabria": 60, "Campania": 60, "Emilia-Romagna": 60,
    "Friuli-Venezia Giulia": "2025-09-30", "Lazio": 42, "Liguria": "2025-08-18", "Lombardia": "2025-09-02",
    "Marche": "2025-09-01", "Molise": 60, "Piemonte": 56, "Puglia": "2025-09-02", "Sardegna": 60,
    "Sicilia": "2025-09-15"})
season("estivi", "2025-07-05",
       "https://www.gazzetta.it/attualita/storie/19-06-2025/saldi-estivi-2025-quando-cominciano-calendario-regioni-di-"
       "luglio/60-giorni-dal-5-luglio-ecco-dove.shtml", {"Toscana": 60, "Umbria": 60})
season("estivi", "2025-07-05",
       "https://www.centrometeoitaliano.it/attualita/saldi-estivi-2025-il-calendario-ufficiale-regione-per-regione-ecco-"
       "quando-iniziano-171944", {"Valle d'Aosta": "2025-09-30"})

# Umbria: no source of the table; left out. Liguria, Marche, Molise, Puglia, Sardegna:
# one newspaper has other first days than all the rest.
WINTER_2026 = ("https://www.open.online/2026/01/01/saldi-invernali-2026-quando-iniziano-date-durata-calendario-regioni/")
season("invernali", "2026-01-03", WINTER_2026, {
    "Abruzzo": 60, "Basilicata": "2026-03-01", "Calabria": 60, "Campania": 60, "Emilia-Romagna": 60,
    "Friuli-Venezia Giulia": "2026-03-31", "Lazio": 42, "Liguria": "2026-02-16", "Lombardia": "2026-03-03",
    "Marche": "2026-03-01", "Molise": 60, "Piemonte": 56, "Puglia": 60, "Sardegna": 60, "Sicilia": "2026-03-15"})
season("invernali", "2026-01-03", "https://www.iconameteo.it/?p=90411", {"Toscana": 60, "Veneto": "2026-02-28"})
season("invernali", "2026-01-02", "https://www.iconameteo.it/?p=90411", {"Valle d'Aosta": "2026-03-31"})

with open(os.path.join(here, "sales.csv"), "w", encoding="utf-8", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["season", "region", "first", "last", "source"])
    out.writerows(sorted(rows))
print(len(rows))
