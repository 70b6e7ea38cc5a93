"""Time zones as calendars with an older database resolve them: releases of the last two years.

data/tzdata has the TZif files of the zones whose offsets since 2024 differ between those releases,
each below the first release that has this file. The oldest release has all but America/Coyhaique,
which is new in 2025b. All other zones are the same in each release as in ours.

The files are those of the tzdata package of PyPI (public domain); written from its wheels by
python -m tests.ical.old_databases tzdata-2024.2-py2.py3-none-any.whl ...
"""

import re
import sys
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

from webinars.timezones import zones

DATA = Path(__file__).parent / "data" / "tzdata"
# Dates of the packages, from 2024.2 to 2026.6.
RELEASED = {
    "2024b": date(2024, 9, 23),
    "2025a": date(2025, 1, 21),
    "2025b": date(2025, 3, 23),
    "2025c": date(2025, 12, 13),
    "2026a": date(2026, 4, 3),
    "2026b": date(2026, 4, 24),
    "2026c": date(2026, 7, 10),
    "2026d": date(2026, 9, 12),
    "2026e": date(2026, 9, 30),
}
ZONES = (
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "America/Asuncion",
    "America/Coyhaique",
    "America/Edmonton",
    "America/Havana",
    "America/Inuvik",
    "America/Vancouver",
    "America/Winnipeg",
    "Europe/Chisinau",
)
_TIME = re.compile(r"^(DTSTART|DTEND)(?:;TZID=([^:]+))?:(\w+)\r$", re.MULTILINE)


@cache
def zone_of(name: str, release: str) -> ZoneInfo:
    """Return a zone as a release defines it.

    Raises:
        KeyError: the release does not have the zone.
    """
    name = zones.canonical(name)
    if name not in ZONES:
        return ZoneInfo(name)
    versions = [DATA / old / name for old in sorted(RELEASED) if old <= release]
    newest = [path for path in versions if path.exists()][-1:]
    if not newest:
        raise KeyError(name)
    with newest[0].open("rb") as file:
        return ZoneInfo.from_file(file, name)


def times(body: bytes, release: str) -> list[tuple[datetime, datetime]]:
    """Return start and end of each event, for a reader that resolves each TZID by its name.

    Raises:
        AssertionError: a time is skipped, repeated or floating, so that readers differ.
    """
    results = []
    for vevent in body.decode().split("BEGIN:VEVENT")[1:]:
        properties = {name: (tzid, value) for name, tzid, value in _TIME.findall(vevent)}
        results.append(tuple(_instant(*properties[name], release) for name in ("DTSTART", "DTEND")))
    return results


def _instant(tzid: str, value: str, release: str) -> datetime:
    local = datetime.fromisoformat(value.removesuffix("Z"))
    assert bool(tzid) != value.endswith("Z"), "a floating time"
    zone = zone_of(tzid, release) if tzid else UTC
    readings = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    assert len(readings) == 1, f"{value} is skipped or repeated in {release}"
    return readings.pop()


def main() -> None:
    """Write the files that changed from each wheel to the next, the oldest first."""
    known: dict[str, bytes] = {}
    for wheel in map(ZipFile, sys.argv[1:]):
        source = wheel.read("tzdata/__init__.py").decode()
        release = re.search(r'IANA_VERSION = "(\w+)"', source)[1]
        names = set(wheel.namelist())
        for zone in ZONES:
            path = f"tzdata/zoneinfo/{zone}"
            body = wheel.read(path) if path in names else b""
            if body != known.get(zone, b""):
                file = DATA / release / zone
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(body)
            known[zone] = body


if __name__ == "__main__":
    main()
