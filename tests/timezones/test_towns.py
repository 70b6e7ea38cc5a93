"""Towns by name, and the time zones of countries and American states."""

import pytest

from webinars.timezones import zones
from webinars.timezones.towns import Town, region_country, region_zones, towns


def test_towns_of_a_name_are_ordered_by_size():
    assert towns("Cambridge") == (
        Town("GB", "Europe/London", is_large=True),
        Town("CA", "America/Toronto", is_large=True),
        Town("US-MA", "America/New_York", is_large=True),
        Town("NZ", "Pacific/Auckland", is_large=False),
    )
    assert towns("Sankt Pölten") == (Town("AT", "Europe/Vienna", is_large=False),)
    assert towns("Nowhere") == ()


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Lincolnshire", "GB"),
        ("Bretagne", "FR"),
        ("Cataluña", "ES"),
        ("Centre", ""),
        ("Nowhere", ""),
    ],
)
def test_region_of_one_country_only_names_it(name, country):
    assert region_country(name) == country


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("ES", ("Europe/Madrid",)),  # most towns, not the Canary Islands
        ("LI", ("Europe/Vaduz",)),  # no town is large enough
        ("US-MN", ("America/Chicago",)),
        ("CD", ("Africa/Lubumbashi", "Africa/Kinshasa")),
        ("XX", ()),
    ],
)
def test_region_has_one_zone_or_those_of_most_towns_first(region, expected):
    assert region_zones(region) == expected


def test_all_zones_are_canonical():
    names = {zone for region in ("US", "CN", "BR", "IN", "AU") for zone in region_zones(region)}

    assert {zones.canonical(name) for name in names} == names
