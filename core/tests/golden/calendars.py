"""Expected values for core/tests/calendars.rs: Italy's holidays and patron saints from `holidays`, Easter from
`dateutil`, iCalendar files read by `icalendar` and `recurring-ical-events`.

usage: python3 -m venv venv && venv/bin/pip install holidays==0.109 python-dateutil==2.9.0.post0 icalendar==7.3.2 \
           recurring-ical-events==3.8.2
       venv/bin/python core/tests/golden/calendars.py > core/tests/golden/calendars.json
"""
import datetime
import json
import os
import sys
import zoneinfo

import holidays
import icalendar
import recurring_ical_events
from dateutil.easter import easter

here = os.path.dirname(os.path.abspath(__file__))
EPOCH = datetime.date(1970, 1, 1)


def number(day):
    return (day - EPOCH).days


years = range(1990, 2101)
national = holidays.country_holidays("IT", years=years, language="it_IT")
some = range(2024, 2031)
patrons = {}
for key in holidays.IT.subdivisions:
    local = holidays.country_holidays("IT", subdiv=key, years=some, language="it_IT")
    patrons[key] = sorted(number(day) for day in local if day not in national
                          or set(local.get_list(day)) - set(national.get_list(day)))

# Every file of ical/ that is meant to be read: the days its events touch in 2025 to 2028.
FIRST, LAST = datetime.date(2025, 1, 1), datetime.date(2028, 12, 31)
files = {}
for name in sorted(os.listdir(os.path.join(here, "ical"))):
    if not name.startswith("good_"):
        continue
    with open(os.path.join(here, "ical", name), "rb") as file:
        calendar = icalendar.Calendar.from_ical(file.read())
    days = set()
    for event in recurring_ical_events.of(calendar).between(FIRST, LAST + datetime.timedelta(1)):
        if event.get("STATUS") == "CANCELLED":
            continue
        start, end = event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else event["DTSTART"].dt
        if isinstance(start, datetime.datetime):
            # The local date; times in UTC are shown on Rome's clock.
            rome = zoneinfo.ZoneInfo("Europe/Rome")
            if start.tzinfo is datetime.timezone.utc or str(start.tzinfo) == "UTC":
                start, end = start.astimezone(rome), end.astimezone(rome)
            # An event that ends at midnight does not touch the day that begins then.
            last = end.date() if end.time() != datetime.time(0) or end == start else end.date() - datetime.timedelta(1)
            first = start.date()
        else:
            first, last = start, max(start, end - datetime.timedelta(1))
        days.update(number(first) + k for k in range((last - first).days + 1))
    files[name] = sorted(day for day in days if number(FIRST) <= day <= number(LAST))

json.dump({"versions": {"holidays": holidays.__version__, "icalendar": icalendar.__version__,
                        "python": sys.version.split()[0]},
           "easter": [[year, number(easter(year))] for year in [*range(1583, 1600), *range(1990, 2101), *range(2280, 2300), 4099]],
           "national": sorted(number(day) for day in national),
           "patrons": patrons, "first": number(FIRST), "last": number(LAST), "files": files},
          sys.stdout, separators=(",", ":"))
print()
