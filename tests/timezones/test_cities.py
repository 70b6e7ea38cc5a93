"""The table of cities: what announcements call them, and which zones they have."""

import pytest

from webinars.errors import InvalidInputError
from webinars.timezones import cities, zones

SEATS = """Geneva, New York, Vienna, Nairobi, Bangkok, Addis Ababa, Beirut, Santiago, Paris, Rome,
The Hague, Bonn, Washington, Montreal, London, Brussels, Copenhagen, Tokyo, New Delhi, Kingston,
Suva, Dakar, Cairo, Amman, Panama City, Bern, Madrid, Luxembourg, Turin, Strasbourg, Lima, Beijing,
Islamabad, Kathmandu, Manila, Jakarta, Johannesburg, Mexico City, Brasília"""


@pytest.mark.parametrize("name", [" ".join(seat.split()) for seat in SEATS.split(",")])
def test_the_seats_of_the_un_and_its_kin_are_found_by_name_and_by_key(name):
    found = cities.find_known_city(name)

    assert found is not None
    assert found.name == name
    assert cities.city(found.key) == cities.find_known_city(found.key) == found


def test_every_city_has_a_zone_under_its_name_in_use():
    assert [c for c in cities.CITIES.values() if zones.canonical(c.zone) != c.zone] == []


def test_no_spelling_names_two_cities():
    taken_over = [
        (spelling, key)
        for key, _, name, others in cities.ROWS
        for spelling in {key, name, *others.split(", ")} - {""}
        if cities.find_known_city(spelling) != cities.CITIES[key]
    ]

    assert taken_over == []


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
def test_a_city_is_found_however_people_write_it(text, key):
    assert cities.find_known_city(text) == cities.CITIES[key]


@pytest.mark.parametrize(
    "text", ["", " ", "ny", "par", "la", "Atlantis", "Geneva Vienna", "\0", "G" * 10**7]
)
def test_what_names_no_city_finds_none(text):
    assert cities.find_known_city(text) is None


@pytest.mark.parametrize("key", ["", "gva", "XXX", "\0", "G" * 10**7])
def test_an_unknown_key_is_refused(key):
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
def test_a_zone_is_known_by_its_first_city(zone, name):
    assert cities.city_of_zone(zone).name == name


def test_a_zone_without_a_city_in_the_table_has_none():
    assert cities.city_of_zone("Europe/Sofia") is None
