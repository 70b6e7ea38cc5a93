"""The table of cities: names, spellings, keys and zones."""

import pytest

from webinars.errors import InvalidInputError
from webinars.timezones import cities, zones

UN_CITIES = """Geneva, New York, Vienna, Nairobi, Bangkok, Addis Ababa, Beirut, Santiago, Paris, Rome,
The Hague, Bonn, Washington, Montreal, London, Brussels, Copenhagen, Tokyo, New Delhi, Kingston,
Suva, Dakar, Cairo, Amman, Panama City, Bern, Madrid, Luxembourg, Turin, Strasbourg, Lima, Beijing,
Islamabad, Kathmandu, Manila, Jakarta, Johannesburg, Mexico City, Brasília"""


@pytest.mark.parametrize("name", [" ".join(seat.split()) for seat in UN_CITIES.split(",")])
def test_cities_with_un_offices_are_known_by_name_and_key(name):
    city = cities.find_known_city(name)

    assert city is not None
    assert city.name == name
    assert cities.city(city.key) == cities.find_known_city(city.key) == city


def test_every_city_has_a_canonical_zone():
    assert [c for c in cities.CITIES.values() if zones.canonical(c.timezone) != c.timezone] == []


def test_spellings_are_unambiguous():
    conflicting = [
        (spelling, key)
        for key, _, name, others in cities.ROWS
        for spelling in {key, name, *others.split(", ")} - {""}
        if cities.find_known_city(spelling) != cities.CITIES[key]
    ]

    assert conflicting == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("GVA", "GVA"),
        ("Genève", "GVA"),
        ("geneve", "GVA"),
        ("GENEVA", "GVA"),
        ("NY", "NYC"),
        ("N.Y.", "NYC"),
        ("NYC", "NYC"),
        ("  new   york ", "NYC"),
        ("Washington, D.C.", "WAS"),
        ("Hague", "HAG"),
        ("Delhi", "DEL"),
        ("Нью-Йорк", "NYC"),
        ("جنيف", "GVA"),
        ("日内瓦", "GVA"),
        ("sao paulo", "SAO"),
        ("UTC", "UTC"),
        ("GMT", "UTC"),
    ],
)
def test_city_is_known_by_other_spellings(text, key):
    assert cities.find_known_city(text) == cities.CITIES[key]


@pytest.mark.parametrize(
    "text", ["", " ", "ny", "par", "la", "Atlantis", "Geneva Vienna", "\0", "G" * 10**7]
)
def test_other_text_is_not_a_city(text):
    assert cities.find_known_city(text) is None


@pytest.mark.parametrize("key", ["", "gva", "XXX", "\0", "G" * 10**7])
def test_unknown_key_is_refused(key):
    with pytest.raises(InvalidInputError, match="unknown-city") as caught:
        cities.city(key)

    assert len(caught.value.facts["city"]) <= 60


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Zurich", "Geneva"),
        ("America/New_York", "New York"),
        ("US/Eastern", "New York"),
        ("Asia/Calcutta", "New Delhi"),
        ("Europe/Berlin", "Berlin"),
        ("Europe/Oslo", "Oslo"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_zone_is_labelled_by_its_first_city(zone, name):
    assert cities.city_of_zone(zone).name == name


def test_zone_without_a_city_in_the_table_has_no_label():
    assert cities.city_of_zone("Europe/Sofia") is None
