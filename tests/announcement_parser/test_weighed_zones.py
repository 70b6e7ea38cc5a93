"""Zones that no address decides: what all the evidence of a text shows together, if nothing contradicts."""

import random
from datetime import date

import pytest

from tests.announcement_parser.parsing import parse
from tests.announcement_parser.scorer import parsed_record
from webinars.announcement_parser import messages
from webinars.announcement_parser.layout.read_lines import read_lines
from webinars.announcement_parser.resolution.evidence.named_towns import NamedTowns
from webinars.announcement_parser.resolution.evidence.pieces import Evidence, offsets
from webinars.announcement_parser.resolution.evidence.weighing import MIN_POINTS, conclude
from webinars.events.announcements.draft_review import is_publishable
from webinars.i18n import translator_for
from webinars.timezones.small_towns import towns_of_any_size
from webinars.timezones.towns import _towns

FEBRUARY = date(2027, 2, 1)
FRENCH = (
    "Réunion sur la forêt et les chemins de la vallée\nSamedi 6 mars 2027 à 18h30, dans la grande salle\n\n"
    "{sign}"
)
SPANISH = (
    "Charla sobre el bosque y los caminos del valle\nSábado 6 de marzo de 2027 a las 18:30 h, en la sede\n\n"
    "{sign}"
)
ENGLISH = "Talk about the woods and the paths of the valley\n6 March 2027 at 6.30 pm in the hall\n\n{sign}"
WEIGHED = [
    (FRENCH, "Mairie de Saint-Bonnet-le-Château (42), entrée libre", "Europe/Paris"),
    (FRENCH, "Coût : 25 $, au 418 555-0144", "America/Toronto"),
    (FRENCH, "Avec la mairie, au foyer de Villard-de-Lans", "Europe/Paris"),
    (ENGLISH, "Call the library, 07 5550 0164", "Australia/Brisbane"),
]


@pytest.mark.parametrize(("text", "sign", "zone"), WEIGHED)
def test_agreeing_evidence_decides_and_is_shown_as_an_assumption(text, sign, zone):
    [event] = parsed_record(text.format(sign=sign), FEBRUARY)["events"]

    assert event["schedule"]["timezone"] == zone
    assert event["publishable"]
    assert "timezone" in event["assumed"]
    assert all(quote in sign for quote in event["timezone_quotes"])


def test_words_that_show_the_zone_are_named():
    (draft,) = parse(FRENCH.format(sign=WEIGHED[0][1]), today=FEBRUARY)

    assert messages.zone_note(draft, translator_for("en")) == (
        "Time zone: Europe/Paris, because of “Mairie de Saint-Bonnet-le-Château (42)”, “Mairie” in the text.",
    )


CONTRADICTIONS = [
    "Tel. +81 3 5555 1234",
    "Write to woods@example.co.nz",
    "Fern Road, Sheffield S3 7RD",
    "₹ 200",
    "🇵🇪",
    "The other talk is at 9:00 WIB",
]


@pytest.mark.parametrize("contradiction", CONTRADICTIONS)
@pytest.mark.parametrize(("text", "sign", "zone"), WEIGHED)
def test_sign_of_another_country_leaves_the_zone_open(text, sign, zone, contradiction):
    drafts = parse(text.format(sign=f"{sign}\n\n{contradiction}"), today=FEBRUARY)

    assert not any(is_publishable(one) and one.when.timezone == zone for one in drafts)


@pytest.mark.parametrize(
    "sign",
    [
        "Avec un récit de voyage de Villard-de-Lans à Annecy",  # places alone may be the subject
        "Coût : 25 $",
        "En ligne, avec la mairie, au foyer de Villard-de-Lans",
        "Mairie de Saint-Bonnet-le-Château (42), pour toute la francophonie",
    ],
)
def test_weak_evidence_or_an_international_public_leaves_the_zone_open(sign):
    assert not any(map(is_publishable, parse(FRENCH.format(sign=sign), today=FEBRUARY)))


def test_zone_beside_the_other_hours_is_that_of_an_hour_without_one():
    text = (
        "Online\n\nTuesday, March 9, 2027, 7 pm CET: Stars\n\nTuesday, March 16, 2027, 6 pm CET: Moons\n\n"
        "Tuesday, March 23, 2027, 8 pm: Rings of {planet}"
    )

    *_, draft = parse(text.format(planet="Saturn"), today=FEBRUARY)

    assert draft.when.timezone == "Europe/Zurich"
    assert is_publishable(draft)


@pytest.mark.parametrize(
    "town",
    [
        "Gasteiz / Vitoria",  # in Brazil, too, where Spanish is not spoken
        "Santiago del Estero",  # not Santiago
        "Benito Juárez",
        "Ensenada",
        "Villa Nueva",
    ],
)
def test_town_with_a_namesake_where_the_language_is_spoken_leaves_the_zone_open(town):
    text = SPANISH.replace(", en la sede", f" en {town}").format(sign="Entrada libre")

    assert not any(map(is_publishable, parse(text, today=FEBRUARY)))


def _french_towns(count):
    """Return some towns of France without namesakes at another time, as French writes them."""
    by_name = _towns()
    names = sorted(
        name
        for name, namesakes in by_name.items()
        if name.isalpha()
        and len(name) > 4
        and {town.region for town in (*namesakes, *towns_of_any_size(name))} == {"FR"}
    )
    return [
        (name.title(), by_name[name][0].timezone) for name in random.Random(7).sample(names, count)
    ]


@pytest.mark.parametrize(("town", "zone"), _french_towns(40))
def test_town_after_a_postal_code_shows_its_zone(town, zone):
    lines = read_lines(f"La réunion de la forêt\n\nÉcrire à la mairie, 12345 {town}\n")

    evidence = NamedTowns(lines, "fr").evidence

    assert evidence[0].points == MIN_POINTS
    assert offsets(conclude(evidence, MIN_POINTS).zone) == offsets(zone)


def _pieces(seed):
    """Return some evidence that fits one time, made at random."""
    choice = random.Random(seed)
    zones = ["Europe/Paris", "America/New_York", "Asia/Tokyo", "Australia/Sydney"]
    sources = ["address", "telephone", "postal-code", "host", "currency", "writing", "town"]
    zone = choice.choice(zones)
    return zone, [
        Evidence(source, source, frozenset([zone]), choice.randint(1, 4))
        for source in choice.sample(sources, choice.randint(1, 5))
    ]


@pytest.mark.parametrize("seed", range(60))
def test_contradicting_evidence_never_leaves_a_conclusion(seed):
    zone, evidence = _pieces(seed)
    contradiction = Evidence("telephone", "", frozenset(["Africa/Nairobi"]), 3)

    alone, contradicted = (
        conclude(pieces, MIN_POINTS) for pieces in (evidence, [*evidence, contradiction])
    )

    assert alone is None or alone.zone == zone
    assert contradicted is None


def test_order_of_the_evidence_changes_nothing():
    _, evidence = _pieces(3)

    assert conclude(evidence, 1).zone == conclude(evidence[::-1], 1).zone
