"""Writes school_terms.csv from what is transcribed below, each with its source.

usage: python3 core/data/school_terms.py

A date stands here only if the source named beside it gives it; where sources of equal weight contradict each other it is
left out. Schools may move dates within their autonomy (DPR 275/1999, art. 5); nursery schools end on 28 or 30 June and are not meant.
"""
import csv
import os

here = os.path.dirname(os.path.abspath(__file__))

REGIONS = {
    "Abruzzo", "Basilicata", "Calabria", "Campania", "Emilia-Romagna", "Friuli-Venezia Giulia", "Lazio", "Liguria",
    "Lombardia", "Marche", "Molise", "Piemonte", "Puglia", "Sardegna", "Sicilia", "Toscana", "Umbria",
    "Valle d'Aosta", "Veneto"}
# Trentino-Alto Adige has two calendars, told apart by province.
AREAS = REGIONS | {"TN", "BZ"}

STARTS_2024 = ("https://www.abruzzo24ore.tv/news/Ritorno-a-Scuola-In-Abruzzo-Campanella-il-16-Settembre-ma-le-Date-"
               "Variano-tra-le-Regioni/209620.htm")
SICILY_2024 = ("https://sicilia.cc/generale/in-sicilia-lanno-scolastico-2024-2025-iniziera-il-12-settembre-il-calendario"
               "-e-i-giorni-di-vacanza")
ENDS_2025 = ("https://www.orizzontescuola.it/calendario-scolastico-quando-finisce-la-scuola-a-giugno-2025-le-date-per-"
             "regione/")
STARTS_2025 = ("https://www.corrieredellacalabria.it/2025/09/07/vacanze-agli-sgoccioli-e-tempo-di-tornare-a-scuola/")
ENDS_2026 = ("https://www.canicattiweb.com/2025/08/20/scuola-in-sicilia-primo-suono-della-campanella-il-15-settembre/")
FVG_2025 = "https://www.ilfriuli.it/cronaca/anno-scolastico-2025-26-a-scuola-dall11-settembre-al-9-giugno-2026/"
PUGLIA_2025 = "https://www.ilsipontino.net/puglia-anno-scolastico-25-26-al-via-il-16-settembre/"
CALABRIA_2025 = ("https://www.quicosenza.it/news/calabria/calendario-scolastico-2025-2026-in-calabria-si-torna-in-classe"
                 "-il-16-settembre-ultimo-giorno-l8-giugno-2026")
SICILY_2025 = "https://sicilianews24.it/anno-scolastico-2025-26-in-sicilia-le-lezioni-inizieranno-il-15-settembre-799091.html"
BASILICATA_2025 = ("https://www.tecnicadellascuola.it/calendario-scolastico-2025-26-anche-la-basilicata-approva-inizio-"
                   "lezioni-il-15-settembre")
FIRST_2026 = ("https://www.ascuolaoggi.com/post/calendario-scolastico-2026-27-pubblicate-le-prime-delibere-regionali-"
              "ecco-le-date-di-inizio")
LAZIO_2026 = ("https://www.zazoom.it/2026-03-04/calendario-scolastico-2026-27-il-1-novembre-e-il-25-aprile-cadono-di-"
              "domenica-il-1-maggio-di-sabato-tutti-i-ponti-possibili-e-quelli-mancati/18765790/")
CARNIVAL_2025 = "https://tg24.sky.it/cronaca/2025/02/09/vacanze-carnevale-2025-scuola"

rows = []


def first_days(year, source, days):
    for day, areas in days.items():
        for area in areas:
            rows.append((year, area, "first", day, day, source))


def last_days(year, source, days):
    for day, areas in days.items():
        for area in areas:
            rows.append((year, area, "last", day, day, source))


def breaks(year, source, kind, first, last, areas):
    for area in areas:
        rows.append((year, area, kind, first, last, source))


first_days("2024/25", STARTS_2024, {
    "2024-09-05": ["BZ"], "2024-09-09": ["TN"],
    "2024-09-11": ["Friuli-Venezia Giulia", "Marche", "Piemonte", "Umbria", "Valle d'Aosta", "Veneto"],
    "2024-09-12": ["Campania", "Lombardia", "Molise", "Sardegna"],
    "2024-09-16": ["Abruzzo", "Basilicata", "Calabria", "Emilia-Romagna", "Lazio", "Liguria", "Puglia", "Toscana"]})
first_days("2024/25", SICILY_2024, {"2024-09-12": ["Sicilia"]})
# Umbria: 7 June by this source, 9 June by others; left out. One newspaper has Trento's and Bolzano's days the other way
# round.
last_days("2024/25", ENDS_2025, {
    "2025-06-06": ["Emilia-Romagna"],
    "2025-06-07": ["Abruzzo", "Calabria", "Campania", "Friuli-Venezia Giulia", "Lazio", "Lombardia", "Marche", "Molise",
                   "Piemonte", "Puglia", "Sardegna", "Sicilia", "Veneto"],
    "2025-06-10": ["Liguria", "Basilicata", "Valle d'Aosta", "Toscana"],
    "2025-06-12": ["TN"], "2025-06-13": ["BZ"]})
# Molise and Friuli: also in velvetnews.it of 2024-12-28.
breaks("2024/25", CARNIVAL_2025, "carnevale", "2025-03-01", "2025-03-09", ["BZ"])
breaks("2024/25", CARNIVAL_2025, "carnevale", "2025-03-03", "2025-03-04",
       ["Campania", "Sardegna", "Basilicata", "Lombardia"])
breaks("2024/25", CARNIVAL_2025, "carnevale", "2025-03-03", "2025-03-05",
       ["Veneto", "Friuli-Venezia Giulia", "Molise", "TN"])
breaks("2024/25", CARNIVAL_2025, "carnevale", "2025-03-01", "2025-03-04", ["Piemonte"])
breaks("2024/25", ENDS_2025, "pasqua", "2025-04-17", "2025-04-22",
       sorted(AREAS - {"Liguria", "Valle d'Aosta", "Veneto", "TN"}))
breaks("2024/25", ENDS_2025, "pasqua", "2025-04-17", "2025-04-26", ["TN"])

first_days("2025/26", STARTS_2025, {
    "2025-09-08": ["BZ"], "2025-09-10": ["Piemonte", "TN", "Valle d'Aosta", "Veneto"],
    "2025-09-11": ["Friuli-Venezia Giulia"], "2025-09-12": ["Lombardia"],
    "2025-09-15": ["Abruzzo", "Basilicata", "Campania", "Emilia-Romagna", "Lazio", "Liguria", "Marche", "Molise",
                   "Sardegna", "Sicilia", "Toscana", "Umbria"],
    "2025-09-16": ["Calabria", "Puglia"]})
last_days("2025/26", ENDS_2026, {
    "2026-06-06": ["Veneto", "Emilia-Romagna", "Marche", "Campania"],
    "2026-06-08": ["Lombardia", "Lazio", "Sardegna"],
    "2026-06-09": ["Umbria", "Abruzzo", "Molise"],
    "2026-06-10": ["TN", "Piemonte", "Valle d'Aosta", "Toscana"],
    "2026-06-11": ["Liguria"], "2026-06-16": ["BZ"]})
last_days("2025/26", FVG_2025, {"2026-06-09": ["Friuli-Venezia Giulia"]})
last_days("2025/26", PUGLIA_2025, {"2026-06-09": ["Puglia"]})
last_days("2025/26", CALABRIA_2025, {"2026-06-08": ["Calabria"]})
last_days("2025/26", SICILY_2025, {"2026-06-09": ["Sicilia"]})
last_days("2025/26", BASILICATA_2025, {"2026-06-10": ["Basilicata"]})
breaks("2025/26", FVG_2025, "natale", "2025-12-23", "2026-01-05", ["Friuli-Venezia Giulia"])
breaks("2025/26", FVG_2025, "carnevale", "2026-02-16", "2026-02-18", ["Friuli-Venezia Giulia"])
breaks("2025/26", FVG_2025, "pasqua", "2026-04-02", "2026-04-07", ["Friuli-Venezia Giulia"])
breaks("2025/26", CALABRIA_2025, "natale", "2025-12-23", "2026-01-06", ["Calabria"])
breaks("2025/26", CALABRIA_2025, "pasqua", "2026-04-02", "2026-04-07", ["Calabria"])
breaks("2025/26", SICILY_2025, "natale", "2025-12-23", "2026-01-07", ["Sicilia"])
breaks("2025/26", SICILY_2025, "pasqua", "2026-04-02", "2026-04-07", ["Sicilia"])

first_days("2026/27", FIRST_2026, {"2026-09-07": ["BZ"], "2026-09-15": ["Lazio"]})
last_days("2026/27", LAZIO_2026, {"2027-06-08": ["Lazio"]})

assert {area for _, area, *_ in rows} <= AREAS
for year in ("2024/25", "2025/26", "2026/27"):
    for kind in ("first", "last"):
        known = [area for y, area, k, *_ in rows if (y, k) == (year, kind)]
        assert len(known) == len(set(known))
        print(year, kind, len(known), "of 21, missing:", ", ".join(sorted(AREAS - set(known))) or "none")
with open(os.path.join(here, "school_terms.csv"), "w", encoding="utf-8", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["school_year", "area", "what", "first", "last", "source"])
    out.writerows(sorted(rows))
