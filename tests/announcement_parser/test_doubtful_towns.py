"""Towns that signs of another country contradict, and words that are codes of cities, decide no time zone."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse, question_readings
from webinars.events.announcements.draft_review import is_publishable

FEBRUARY = date(2027, 2, 1)
EVENT = (
    "Knots for beginners\nSaturday 6 March 2027, 10:30 to 11:15\nPlace: Net Loft, {place}\n{sign}"
)


@pytest.mark.parametrize(
    ("place", "sign", "zone"),
    [
        ("Whitby", "£3 per child", "Europe/London"),
        ("Whitby", "Write to us: loft@example.org.uk", "Europe/London"),
        ("Stirling", "Tel. +61 2 5550 1234", "Australia/Melbourne"),
    ],
)
def test_signs_of_another_country_make_a_town_doubtful(place, sign, zone):
    (draft,) = parse(EVENT.format(place=place, sign=sign), today=FEBRUARY)
    readings = [reading for reading, _ in question_readings(draft)["zone-not-stated"]]

    assert f"2027-03-06 10:30-11:15 {zone}" in readings
    assert not is_publishable(draft)


@pytest.mark.parametrize(
    ("place", "sign", "zone"),
    [
        ("Whitby, Ontario", "£3 per child", "America/Toronto"),
        ("Geneva", "£3 per child", "Europe/Zurich"),
        ("Whitby", "Free for all", "America/Toronto"),
        ("Aarau", "Tel. +49 30 555 1234", "Europe/Zurich"),  # the same time
        ("Reading Room, Killavally, Co. Mayo", "Free for all", "Europe/Dublin"),
        ("Village Hall, County Down", "Free for all", "Europe/London"),
    ],
)
def test_certain_places_decide(place, sign, zone):
    (draft,) = parse(EVENT.format(place=place, sign=sign), today=FEBRUARY)

    assert draft.when.timezone == zone
    assert is_publishable(draft)


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("VIE 19/3, 19 hs, Buenos Aires", "2027-03-19 19:00-20:00 America/Argentina/Buenos_Aires"),
        ("Vie. 19/3, 19:00 h, Bogotá", "2027-03-19 19:00-20:00 America/Bogota"),
        ("DOM 14/3, 17:00 h, Bogotá", "2027-03-14 17:00-18:00 America/Bogota"),
        ("sam 13 mars à 17h, Genève", "2027-03-13 17:00-18:00 Europe/Zurich"),
        ("12 March 2027, 15:00 VIE", "2027-03-12 15:00-16:00 Europe/Vienna"),
        ("12 March 2027, 15:00 NYC / 12:00 LA", "2027-03-12 15:00-16:00 America/New_York"),
        (
            "jueves 11 de marzo a las 8 pm hora de cdmx",
            "2027-03-11 20:00-21:00 America/Mexico_City",
        ),
        ("11 March 2027, 3pm berlin time", "2027-03-11 15:00-16:00 Europe/Berlin"),
    ],
)
def test_weekdays_and_codes_are_told_apart(line, when):
    (draft,) = parse(f"A title\n\n{line}", today=FEBRUARY)

    assert format_when(draft.when) == when


def test_words_in_capitals_are_no_cities():
    (draft,) = parse("LA LETTRE DES AMIS\n\nMardi 16 mars 2027 à 18 h, Genève", today=FEBRUARY)

    assert draft.when.timezone == "Europe/Zurich"
    assert draft.questions == ()


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        # March is also a town in England, Darwin one in Australia.
        ("Library board\nWednesday, March 10, 2027, 5:00 PM, Room 106, City Hall", None),
        ("Library board\n10 March 2027, 17:00\nPlace: Amphi Darwin", None),
        ("Park Cricket Club, Adelaide SA\n\nMeeting: 10 March 2027, 17:00", "Australia/Adelaide"),
        ("Oar Club, Hamilton ON\n\nMeeting: 10 March 2027, 17:00", "America/Toronto"),
        ("Peat SA\n\nMeeting: 10 March 2027, 17:00", None),
        ("(all times Central)\n\nMeeting: 10 March 2027, 17:00", "America/Chicago"),
    ],
)
def test_months_and_rooms_are_no_towns_and_codes_of_states_follow_theirs(text, zone):
    (draft,) = parse(text, today=FEBRUARY)

    assert is_publishable(draft) is (zone is not None)
    assert zone in {None, draft.when.timezone}


@pytest.mark.parametrize(
    "line",
    [
        "BOOK FAIR - Mon. Feb. 8 in the library, for all",  # Mon is in Nagaland
        "The library is open Mon. and Thurs. as ever",
    ],
)
def test_weekdays_are_no_towns(line):
    text = (
        f"Quiz night\nTuesday 9 March 2027, 18:30\n\n{line}\n\n3815 Alder Street, Portland OR 97214"
    )
    zones = {draft.when.timezone for draft in parse(text, today=FEBRUARY)}

    assert "Asia/Kolkata" not in zones
    assert "America/Los_Angeles" in zones


def test_american_address_makes_a_town_abroad_doubtful():
    text = (
        "Knots\nSaturday 6 March 2027, 10:30 to 11:15\nPlace: Net Loft, Kristiansand\n\n"
        "Write to Net Loft, Box 12, Mill Valley, CA 94941"
    )
    (draft,) = parse(text, today=FEBRUARY)

    assert "zone-not-stated" in question_readings(draft)


def test_town_of_a_story_abroad_decides_no_zone():
    text = (
        "Torna il circolo dei lettori\n\nL'incontro si terrà nella sala grande del convento sabato 6 marzo 2027, alle "
        "ore 18.30, con il libro di Ada Neri, un viaggio lento lungo la costa, da Danzica a Tallinn, scritto in tenda.\n"
    )
    (draft,) = parse(text, today=FEBRUARY)
    readings = [reading for reading, _ in question_readings(draft)["zone-not-stated"]]

    assert readings[0] == "2027-03-06 18:30-19:30 Europe/Rome"
    assert "2027-03-06 18:30-19:30 Europe/Tallinn" in readings


def test_venue_abroad_decides_the_zone_of_a_text_in_another_language():
    text = (
        "Circolo italiano\n\nSabato 6 marzo 2027, ore 18.30\nLuogo: Biblioteca Nazionale, Tallinn\n"
    )
    (draft,) = parse(text, today=FEBRUARY)

    assert format_when(draft.when) == "2027-03-06 18:30-19:30 Europe/Tallinn"
    assert is_publishable(draft)


def test_word_of_a_name_is_no_city_where_another_language_is_spoken():
    text = (
        "Concentración por la sanidad, jueves 24 de mayo de 2029 a las 11:30 en el Hospital «Puerta del Río»\n\n"
        "Aquí en Huelva la concentración será delante de la puerta."
    )

    (draft,) = parse(text, today=date(2029, 5, 22))

    assert "zone" in draft.assumed
    assert not is_publishable(draft)
