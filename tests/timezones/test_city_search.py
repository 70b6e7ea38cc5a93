"""Search for cities: exact, ambiguous and misspelt names."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.i18n import Translator, translator_for
from webinars.timezones import cities, formatting, zones
from webinars.timezones.city_search import (
    city_label,
    find_city,
    find_zone,
    suggestions,
    zone_label,
)

EN = translator_for("en")
FR = Translator("fr", EN.gettext, EN.ngettext)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Kampala", "Africa/Kampala"),
        ("Harare", "Africa/Harare"),
        ("vancouver", "America/Vancouver"),
        ("Tehran", "Asia/Tehran"),
        ("Brisbane", "Australia/Brisbane"),
        ("Mumbai", "Asia/Kolkata"),
        ("Boston", "America/New_York"),
        ("Frankfurt", "Europe/Berlin"),
        ("Tel Aviv", "Asia/Jerusalem"),
        ("Ramallah", "Asia/Hebron"),
        ("Knox, Indiana", "America/Indiana/Knox"),
        ("San Jose (US)", "America/Los_Angeles"),
        ("san josé (costa rica)", "America/Costa_Rica"),
        ("NY", "America/New_York"),
        ("London", "Europe/London"),
    ],
)
def test_city_is_found_by_name(text, zone):
    assert find_city(text, EN).timezone == zone


@pytest.mark.parametrize("t", [EN, FR])
def test_every_zone_name_finds_its_zone(t):
    """The proposals for an ambiguous name include the city of this zone."""
    wrong = []
    for zone in zones.choices():
        name = formatting.zone_name(zone, t)
        try:
            matches = {find_city(name, t).timezone}
        except InvalidInputError as error:
            proposals = error.facts["proposals"] if error.code == "ambiguous-city" else ()
            matches = {find_city(text, t).timezone for text in proposals}
        wrong += [(zone, name)] if zones.canonical(zone) not in matches else []

    assert wrong == []


@pytest.mark.parametrize(
    ("text", "code", "proposals"),
    [
        ("Kampalla", "misspelt-city", ("Kampala",)),
        ("Tehren", "misspelt-city", ("Tehran",)),
        ("San Jose", "ambiguous-city", ("San José (Costa Rica)", "San Jose (United States)")),
        ("Valencia", "ambiguous-city", ("Valencia (Venezuela)", "Valencia (Spain)")),
        ("Xyzzyville", "unknown-city", None),
        ("", "unknown-city", None),
        ("(", "unknown-city", None),
        ("x" * 10_000, "unknown-city", None),
    ],
)
def test_unknown_or_ambiguous_city_is_refused_with_proposals(text, code, proposals):
    with pytest.raises(InvalidInputError, match=code) as refused:
        find_city(text, EN)

    assert refused.value.facts.get("proposals") == proposals
    assert len(refused.value.facts["city"]) <= 60


def test_city_label_finds_the_same_city():
    keys = [*cities.CITIES, *cities.zone_cities(), *list(cities.world_cities())[::97]]

    different = [
        key for key in keys if find_city(city_label(cities.city(key), EN), EN).timezone
        != cities.city(key).timezone
    ]  # fmt: skip

    assert different == []


def test_key_of_any_table_returns_its_city():
    matches = [cities.city(key) for key in ("GVA", "Africa/Kampala", "g1275339", "Asia/Calcutta")]

    assert [(city.timezone, formatting.city_name(city, EN)) for city in matches] == [
        ("Europe/Zurich", "Geneva"),
        ("Africa/Kampala", "Kampala"),
        ("Asia/Kolkata", "Mumbai"),
        ("Asia/Kolkata", "Kolkata"),
    ]


def test_zone_names_are_localized():
    assert formatting.city_name(cities.city("Asia/Tehran"), FR) == "Téhéran"
    assert find_city("Téhéran", FR).timezone == find_city("Tehran", FR).timezone == "Asia/Tehran"


def test_suggestions_contain_well_known_cities():
    assert {"Kampala", "Geneva", "Vancouver"} <= set(suggestions(EN))


@settings(max_examples=25)
@given(st.text(max_size=40))
def test_any_text_is_a_city_or_refused(text):
    with suppress(InvalidInputError):
        assert find_city(text, EN).timezone in zones.NAMES


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_label_of_each_zone_finds_it_again(language):
    t = translator_for(language)
    labels = {zone: zone_label(zone, t) for zone in zones.choices()}

    assert {zone: find_zone(label, t) for zone, label in labels.items()} == {
        zone: zone for zone in labels
    }
    assert sum(zone == label for zone, label in labels.items()) <= 5


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Zurich", "Europe/Zurich"),
        ("UTC", "UTC"),
        ("Dakar", "Africa/Dakar"),
        ("lima ", "America/Lima"),
    ],
)
def test_zone_is_found_by_name_or_city(text, zone):
    assert find_zone(text, EN) == zone


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" ", "unknown-timezone"),
        ("Qwxyz", "unknown-timezone"),
        ("Genfa", "misspelt-city"),
        ("San José", "ambiguous-city"),
    ],
)
def test_text_that_is_no_zone_is_refused(text, code):
    with pytest.raises(InvalidInputError) as refused:
        find_zone(text, EN)

    assert refused.value.code == code
