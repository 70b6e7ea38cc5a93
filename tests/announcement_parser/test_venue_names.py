"""Names of towns that are those of pubs and venues: "The George" decides no time zone."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse
from webinars.events.announcements.draft_review import is_publishable

FEBRUARY = date(2027, 2, 1)
TEXTS = [
    "Knots\nSaturday 6 March 2027, 10:30 to 11:15\nPlace: {place}\n",
    "Knots\nSaturday 6 March 2027, 10:30 to 11:15, {place}\n",
    "Knots\n\nJoin us on Saturday 6 March 2027 at 10:30 in {place}. It will be fun for all of us.\n",
]


def decided_zones(place):
    """Return the zones of the drafts that can be published, one of each text."""
    drafts = [draft for text in TEXTS for draft in parse(text.format(place=place), today=FEBRUARY)]
    return {draft.when.timezone for draft in drafts if is_publishable(draft)}


@pytest.mark.parametrize(
    "place",
    [
        "The Hub",
        "The George",
        "the Phoenix",
        "The Berlin",
        "The Reading Room",
        "The Bath House",
        "The Deal",
        "The Duke of Wellington",
        "The Lord Nelson",
        "Hotel Bristol",
        "Café Vienna",
        "Kino Lausanne",
        "Pub Kent",
        "the Sydney Opera House",
    ],
)
def test_name_of_a_venue_decides_no_zone(place):
    assert decided_zones(place) == set()


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("The Hague", "Europe/Amsterdam"),
        ("The Bronx", "America/New_York"),
        ("the Netherlands", "Europe/Amsterdam"),
        ("El Tigre", "America/Caracas"),
        ("Le Havre", "Europe/Paris"),
        ("Los Angeles", "America/Los_Angeles"),
        ("the Geneva office", "Europe/Zurich"),
        ("the Lagos campus", "Africa/Lagos"),
        ("the City of London", "Europe/London"),
        ("The Hub, Leeds", "Europe/London"),
        ("The George in Dublin", "Europe/Dublin"),
        ("The Bristol Hotel, Geneva", "Europe/Zurich"),
    ],
)
def test_town_beside_the_name_of_a_venue_decides(place, zone):
    assert decided_zones(place) == {zone}


def test_town_with_an_article_of_its_own_is_offered():
    (draft,) = parse(TEXTS[0].format(place="La Paz"), today=FEBRUARY)

    assert draft.when.timezone == "America/La_Paz"
