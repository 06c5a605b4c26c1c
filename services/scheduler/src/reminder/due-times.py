"""Writes due-times.md: when reminders are due, by Python's zoneinfo and PyPI's tzdata.

Run by hand, with the release that Node has (`process.versions.tz`):

    pip install tzdata==2026.3   # IANA's 2026c
    python due-times.py
"""

import pathlib
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

import tzdata

zoneinfo.reset_tzpath(to=[])  # The system's own data may be of another release.

OF_THE_FIVE = [
    "America/New_York",
    "America/Chicago",
    "America/Phoenix",
    "America/St_Johns",
    "America/Vancouver",
]
CHANGEOVERS = [
    ("Spring 2026", "2026-03-08", "2026-03-09"),
    ("Autumn 2026", "2026-11-01", "2026-11-02"),
    ("Spring 2027", "2027-03-14", "2027-03-15"),
    ("Autumn 2027", "2027-11-07", "2027-11-08"),
]


def changeover(date, day_after):
    """Before, across and inside the night in which clocks are set at two."""
    for zone in OF_THE_FIVE:
        inside = "02:30" if date[5:7] == "03" else "01:30"
        yield zone, f"{date} 09:00", "1 days before"
        yield zone, f"{date} 09:00", "9 hours before"
        yield zone, f"{date} 09:00", "day before at 18:00"
        yield zone, f"{day_after} 09:00", f"day before at {inside}"


SECTIONS = {
    **{title: list(changeover(*dates)) for title, *dates in CHANGEOVERS},
    "The hour that comes twice": [
        ("America/New_York", "2026-11-01 01:30", "1 hours before"),
        ("America/New_York", "2026-11-01 01:30 second", "1 hours before"),
        ("America/New_York", "2026-11-01 01:30 second", "1 days before"),
        ("America/New_York", "2026-11-02 09:00", "day before at 01:00"),
        ("America/New_York", "2026-11-02 09:00", "day before at 01:59"),
        ("America/New_York", "2026-11-02 09:00", "day before at 02:00"),
        ("Australia/Lord_Howe", "2026-04-06 09:00", "day before at 01:45"),
        ("Atlantic/Azores", "2026-10-26 09:00", "day before at 00:30"),
    ],
    "The hour that is left out": [
        ("America/New_York", "2026-03-09 09:00", "day before at 01:59"),
        ("America/New_York", "2026-03-09 09:00", "day before at 02:00"),
        ("America/New_York", "2026-03-09 09:00", "day before at 02:59"),
        ("America/New_York", "2026-03-09 09:00", "day before at 03:00"),
        ("Australia/Lord_Howe", "2026-10-05 09:00", "day before at 02:15"),
        ("Africa/Cairo", "2026-04-25 09:00", "day before at 00:15"),
        ("America/Santiago", "2026-09-07 09:00", "day before at 00:30"),
        ("America/Nuuk", "2026-03-29 09:00", "day before at 23:30"),
        ("America/Nuuk", "2026-03-29 00:10", "day before at 23:30"),
    ],
    "Midnight and the ends of years": [
        ("America/Chicago", "2026-12-01 00:00", "day before at 18:00"),
        ("America/Chicago", "2026-12-01 00:00", "day before at 00:00"),
        ("America/Chicago", "2026-12-01 00:00", "day before at 23:59"),
        ("America/Chicago", "2026-11-30 23:59", "day before at 18:00"),
        ("America/Los_Angeles", "2026-12-31 17:00", "day before at 18:00"),
        ("America/New_York", "2027-01-01 08:00", "day before at 18:00"),
        ("Pacific/Kiritimati", "2027-01-01 00:30", "day before at 18:00"),
        ("Pacific/Pago_Pago", "2026-12-31 23:30", "day before at 18:00"),
    ],
    "Leap day": [
        ("America/New_York", "2028-02-29 09:00", "1 days before"),
        ("America/New_York", "2028-03-01 09:00", "1 days before"),
        ("America/New_York", "2028-03-01 09:00", "day before at 18:00"),
        ("America/New_York", "2028-02-29 09:00", "day before at 18:00"),
        ("America/St_Johns", "2028-03-01 00:15", "day before at 00:15"),
        ("America/New_York", "2029-02-28 09:00", "365 days before"),
        ("America/New_York", "2027-03-01 09:00", "day before at 18:00"),
    ],
    "The ends of what a rule may ask": [
        ("America/Chicago", "2027-03-15 09:00", "365 days before"),
        ("America/Chicago", "2026-11-02 09:00", "72 hours before"),
        ("America/Chicago", "2026-11-02 09:00", "1 hours before"),
        ("America/Chicago", "2026-11-02 09:00", "3 days before"),
        ("America/Chicago", "2026-03-10 09:00", "7 days before"),
    ],
    "Zones whose rules moved": [
        ("America/Vancouver", "2026-12-16 09:00", "day before at 18:00"),
        ("America/Vancouver", "2026-12-16 09:00", "1 days before"),
        ("America/Edmonton", "2026-12-16 09:00", "day before at 18:00"),
        ("America/Edmonton", "2026-11-02 09:00", "day before at 01:30"),
        ("America/Whitehorse", "2020-11-02 09:00", "day before at 01:30"),
        ("America/Whitehorse", "2026-12-16 09:00", "day before at 18:00"),
        ("America/Mexico_City", "2022-07-15 09:00", "day before at 18:00"),
        ("America/Mexico_City", "2026-07-15 09:00", "day before at 18:00"),
        ("America/Ciudad_Juarez", "2022-11-29 09:00", "day before at 18:00"),
        ("America/Ciudad_Juarez", "2022-12-02 09:00", "day before at 18:00"),
        ("Pacific/Apia", "2011-12-31 09:00", "day before at 18:00"),
        ("Africa/Casablanca", "2026-02-15 09:00", "day before at 18:00"),
    ],
}


def started(zone, text):
    date, time, *second = text.split(" ")
    local = datetime.fromisoformat(f"{date}T{time}").replace(tzinfo=zone, fold=len(second))
    back = local.astimezone(timezone.utc).astimezone(zone)
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        sys.exit(f"{zone.key} has no {text}")
    return local


def due(start, rule):
    number, unit = rule.split(" ")[:2]
    if unit in ("days", "hours"):
        return start.astimezone(timezone.utc) - timedelta(**{unit: int(number)})
    hour, minute = map(int, rule.split(" ")[-1].split(":"))
    date = start.date() - timedelta(days=1)
    local = datetime(date.year, date.month, date.day, hour, minute, tzinfo=start.tzinfo, fold=0)
    return local.astimezone(timezone.utc)


def row(name, text, rule):
    zone = zoneinfo.ZoneInfo(name)
    start = started(zone, text)
    at = due(start, rule)
    clock = "%Y-%m-%d %H:%M"
    return [name, written(start), rule, at.strftime(f"{clock}Z"), at.astimezone(zone).strftime(clock)]


def written(local):
    offset = local.strftime("%z")
    return f"{local.strftime('%Y-%m-%d %H:%M')} {offset[:3]}:{offset[3:]}"


def table(cases):
    rows = [["zone", "starts", "rule", "due", "on the clocks"], *(row(*case) for case in cases)]
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = [f"| {' | '.join(map(str.ljust, cells, widths))} |" for cells in rows]
    return "\n".join([lines[0], f"| {' | '.join('-' * width for width in widths)} |", *lines[1:]])


HEAD = f"""# When reminders are due, by another engine

Expected by Python's `zoneinfo` with PyPI's `tzdata` {tzdata.__version__}, IANA's {tzdata.IANA_VERSION}. Written by `due-times.py`, run by hand;
`due-time.table.spec.ts` asks `dueAt` each row.

**Starts** is what the clocks of the zone show, and their offset. **Due** is UTC; **on the clocks** is the same moment there.
"""

sections = [f"## {title}\n\n{table(cases)}\n" for title, cases in SECTIONS.items()]
page = pathlib.Path(__file__).with_name("due-times.md")
page.write_text("\n".join([HEAD, *sections]))
