"""Cities as organisers type them: found, asked for when several have the name, proposed when misspelt."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.i18n import Translator, translator_for
from webinars.timezones import cities, formatting, zones
from webinars.timezones.city_search import city_label, find_city, suggestions

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
def test_a_city_is_found_by_its_name(text, zone):
    assert find_city(text, EN).zone == zone


@pytest.mark.parametrize("t", [EN, FR])
def test_every_name_of_the_zone_list_is_a_city_or_one_of_several(t):
    """A name that several cities have is answered with its readings, this zone's among them."""
    wrong = []
    for zone in zones.choices():
        name = formatting.zone_name(zone, t)
        try:
            found = {find_city(name, t).zone}
        except InvalidInputError as refusal:
            proposed = refusal.facts["proposals"] if refusal.code == "ambiguous-city" else ()
            found = {find_city(text, t).zone for text in proposed}
        wrong += [(zone, name)] if zones.canonical(zone) not in found else []

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
def test_what_is_no_one_city_is_refused_with_proposals(text, code, proposals):
    with pytest.raises(InvalidInputError, match=code) as refused:
        find_city(text, EN)

    assert refused.value.facts.get("proposals") == proposals
    assert len(refused.value.facts["city"]) <= 60


def test_what_a_form_shows_of_a_city_is_read_as_that_city():
    keys = [*cities.CITIES, *cities.zone_cities(), *list(cities.world_cities())[::97]]

    unlike = [
        key for key in keys if find_city(city_label(cities.city(key), EN), EN).zone
        != cities.city(key).zone
    ]  # fmt: skip

    assert unlike == []


def test_a_stored_key_of_any_table_names_its_city():
    found = [cities.city(key) for key in ("GVA", "Africa/Kampala", "g1275339", "Asia/Calcutta")]

    assert [(city.zone, formatting.city_name(city, EN)) for city in found] == [
        ("Europe/Zurich", "Geneva"),
        ("Africa/Kampala", "Kampala"),
        ("Asia/Kolkata", "Mumbai"),
        ("Asia/Kolkata", "Kolkata"),
    ]


def test_names_of_time_zones_are_told_in_the_readers_language():
    assert formatting.city_name(cities.city("Asia/Tehran"), FR) == "Téhéran"
    assert find_city("Téhéran", FR).zone == find_city("Tehran", FR).zone == "Asia/Tehran"


def test_the_names_to_choose_from_are_cities():
    assert {"Kampala", "Geneva", "Vancouver"} <= set(suggestions(EN))


@settings(max_examples=25)
@given(st.text(max_size=40))
def test_any_text_is_a_city_or_refused(text):
    with suppress(InvalidInputError):
        assert find_city(text, EN).zone in zones.NAMES
