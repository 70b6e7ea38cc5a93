"""Pasted lists of countries and cities: numbers, organisations, several zones, and nothing is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.fair_hours.pasted_places import (
    divided_entry,
    parse_places,
    with_people,
    with_replacement,
)
from webinars.fair_hours.places import country_of_zone
from webinars.i18n import translator_for

ENGLISH = translator_for("en")


def read(text, t=ENGLISH):
    """Return name, zone, country and people of each place."""
    return [
        (e.place.name, e.place.timezone, e.place.country, e.place.people) if e.place else e.text
        for e in parse_places(text, t)
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Geneva", ("Geneva", "Europe/Zurich", "CH", 1)),
        ("NYC 5", ("New York", "America/New_York", "US", 5)),
        ("- Kenya 12", ("Kenya", "Africa/Nairobi", "KE", 12)),
        ("3. Kenya: 12 people", ("Kenya", "Africa/Nairobi", "KE", 12)),
        ("12 Kenya", ("Kenya", "Africa/Nairobi", "KE", 12)),
        ("Kenya (12)", ("Kenya", "Africa/Nairobi", "KE", 12)),
        ("Kenya, 12", ("Kenya", "Africa/Nairobi", "KE", 12)),
        ("KE\t12", ("Kenya", "Africa/Nairobi", "KE", 12)),
        ("WHO (Geneva)", ("WHO, Geneva", "Europe/Zurich", "CH", 1)),
        ("UNODC – Vienna, 4", ("UNODC, Vienna", "Europe/Vienna", "AT", 4)),
        ("ITU: Geneva", ("ITU, Geneva", "Europe/Zurich", "CH", 1)),
        ("San José (Costa Rica)", ("San José", "America/Costa_Rica", "CR", 1)),
        ("Iran (Islamic Republic of)", ("Iran", "Asia/Tehran", "IR", 1)),
        ("Côte d'Ivoire", ("Côte d’Ivoire", "Africa/Abidjan", "CI", 1)),
        ("Knox, Indiana", ("Knox, Indiana", "America/Indiana/Knox", "US", 1)),
        ("Kisumu", ("Kisumu", "Africa/Nairobi", "KE", 1)),
        ("USA", ("United States", "America/New_York", "US", 1)),
    ],
)
def test_one_entry_is_read(text, place):
    assert read(text) == [place]


def test_names_are_read_in_the_language_of_the_page_too():
    french = translator_for("fr")

    assert read("Autriche 3, Genève", french)[0] == ("Autriche", "Europe/Vienna", "AT", 3)
    assert read("Genève", french)[0][1] == "Europe/Zurich"


def test_what_is_not_known_is_named_with_similar_names_and_can_be_replaced():
    text = "Kenya 2\nGenva 3, Nowhereville\nSpringfield"
    entries = parse_places(text, ENGLISH)

    assert [entry.error and entry.error.code for entry in entries] == [
        None, "misspelt-city", "unknown-city", "ambiguous-town",
    ]  # fmt: skip
    assert "Geneva" in entries[1].proposals
    corrected = with_replacement(text, entries, 1, with_people("Geneva", entries[1]))
    assert corrected == "Kenya 2\nGeneva 3, Nowhereville\nSpringfield"


def test_similar_names_are_searched_for_twelve_unknown_ones():
    entries = parse_places("Kenya\n" * 20 + "Genva\n" * 13, ENGLISH)

    assert [len(entry.proposals) > 0 for entry in entries[20:]] == [True] * 12 + [False]


def test_country_of_several_zones_has_that_of_most_towns_and_can_be_divided():
    [entry] = parse_places("United States, 20", ENGLISH)
    [small] = parse_places("United States", ENGLISH)

    assert [share.name for share in entry.zone_shares[:3]] == ["New York", "Chicago", "Los Angeles"]
    divided = read(divided_entry(entry))
    assert sum(people for *_, people in divided) == 20
    assert [zone for _, zone, *_ in divided][:2] == ["America/New_York", "America/Chicago"]
    assert divided_entry(small).startswith("New York, Chicago")


def test_country_of_a_zone_is_empty_for_one_of_none():
    assert [country_of_zone(zone) for zone in ("Europe/Zurich", "Asia/Dubai", "UTC")] == [
        "CH", "AE", "",
    ]  # fmt: skip


def test_too_many_places_and_people_are_refused():
    with pytest.raises(InvalidInputError) as caught:
        parse_places("Kenya\n" * 201, ENGLISH)
    [entry] = parse_places("Kenya 9999999", ENGLISH)

    assert (caught.value.code, caught.value.facts) == ("too-many-places", {"most": 200})
    assert entry.error.code == "not-a-number"


@settings(max_examples=60, deadline=None)
@given(st.text("Kenya 12,;\n\t-–():.x9Fiji é", max_size=60))
def test_nothing_of_a_list_is_lost(text):
    entries = parse_places(text, ENGLISH)

    rest = list(text)
    for entry in entries:
        assert text[entry.start : entry.start + len(entry.text)] == entry.text
        assert entry.place or entry.error
        rest[entry.start : entry.start + len(entry.text)] = " " * len(entry.text)
    assert not any(character.isalpha() for character in "".join(rest))
