"""Time zones of which a text shows little or nothing: what decides them, and what is offered."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse, question_readings
from webinars.announcement_parser.resolution.country_signs import country_signs
from webinars.events.announcements.draft_review import is_publishable
from webinars.timezones.schedule import Timed

FEBRUARY = date(2027, 2, 1)
UNPLACED = {
    "en": "Talk about the woods and the paths of the valley\nMarch 6, 2027 at 6:30 pm in the hall",
    "fr": "Réunion sur la forêt et les chemins de la vallée\nSamedi 6 mars 2027 à 18h30, à la salle des fêtes",
    "es": "Charla sobre el bosque y los caminos del valle\nSábado 6 de marzo de 2027 a las 18:30 h, en la sede",
    "pt": "Conversa sobre a floresta e os caminhos do vale\nSábado, 6 de março de 2027, às 18h30, na sede",
}


@pytest.mark.parametrize(
    ("language", "zones"),
    [
        ("en", ["Europe/London", "America/New_York", "America/Los_Angeles"]),
        ("fr", ["America/Toronto", "Africa/Dakar"]),
        ("es", ["America/Mexico_City", "America/Bogota"]),
        ("pt", ["Europe/Lisbon", "America/Sao_Paulo"]),
    ],
)
def test_zone_of_which_a_text_shows_nothing_is_asked(language, zones):
    (draft,) = parse(UNPLACED[language], today=FEBRUARY)

    reasons = [reason for _, reason in question_readings(draft)["zone-not-stated"]]
    assert reasons[0] == "Europe/Zurich"
    assert set(zones) <= set(reasons)


def test_answer_decides_the_zone_of_which_a_text_shows_nothing():
    (draft,) = parse(UNPLACED["es"], today=FEBRUARY)

    answered = draft.answer("zone-not-stated", "America/Mexico_City")

    assert isinstance(answered.when, Timed)
    assert (answered.when.timezone, answered.questions) == ("America/Mexico_City", ())


def test_days_without_an_hour_are_the_same_in_every_zone():
    (draft,) = parse("Book fair\n6 March 2027, all day, in the hall of the school", today=FEBRUARY)

    assert draft.questions == ()


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        # Places of another event, all at one time.
        (
            (
                "Programme of the museum\n\nWednesday 10 March 2027, 17:00: Looms\n\n"
                "Friday 12 March 2027, 18:00: Wool, 14 Mill Lane, Leeds\n\nOur house is in Leeds."
            ),
            "Europe/London",
        ),
        (
            (
                "Programa del museo\n\nMiércoles 10 de marzo de 2027, 17:00: Los telares de la ciudad\n\n"
                "Viernes 12 de marzo de 2027, 18:00: La lana, Calle 9 n.º 3-61, Bogotá"
            ),
            "America/Bogota",
        ),
        (
            "Semana del tejido en el Perú 🇵🇪\n\nMiércoles 10 de marzo de 2027, 17:00: Los telares de la casa",
            "America/Lima",
        ),
    ],
)
def test_places_that_have_one_time_decide(text, zone):
    draft, *_ = parse(text, today=FEBRUARY)

    assert draft.when.timezone == zone
    assert is_publishable(draft)


PADDING = "\n\n" + "Everybody is welcome to come.\n\n" * 3


@pytest.mark.parametrize(
    "text",
    [
        (
            "Wednesday 10 March 2027, 17:00: Looms, online{padding}Wool came from 14 Mill Lane, Leeds{padding}"
            "Silk came from Via Roma 3, Milan{padding}"
        ),
        "Wednesday 10 March 2027, 17:00: Looms, online{padding}The fire of London{padding}London then{padding}",
        "Miércoles 10 de marzo de 2027, 17:00: Los telares{padding}Las calles de la Lima de ayer{padding}",
    ],
)
def test_places_that_are_the_subject_or_apart_do_not_decide(text):
    draft, *_ = parse("A title\n\n" + text.format(padding=PADDING), today=FEBRUARY)

    assert not is_publishable(draft)


@pytest.mark.parametrize(
    ("day", "zones"),
    [
        ("Friday 30th April 2027", {"Europe/London"}),
        ("Friday, April 30, 2027", {"Europe/London", "America/New_York"}),
    ],
)
def test_british_date_is_not_that_of_a_namesake_in_north_america(day, zones):
    (draft,) = parse(f"Rowing club, Manchester\n\nDinner\n{day}, 20:00, in the hall", FEBRUARY)

    readings = question_readings(draft).get("zone-not-stated", [])
    assert {draft.when.timezone, *(reason for _, reason in readings)} - {"Europe/Zurich"} == zones


def test_flags_are_signs_of_their_countries():
    assert country_signs("Hola 🇵🇪 y 🇨🇱") == {"PE", "CL"}


def test_bare_time_between_two_events_is_not_that_of_others():
    text = (
        "Termcard (Leeds)\n\nFriday 30th April 2027 - Theme Evening\n\n8PM, Bayne Room\n\n"
        "Thursday 6th May 2027 - The Homecoming\n\n8PM, Long Room\n\nSaturday 15th May 2027 - Decorations\n\n"
        "Time and place TBA"
    )

    *timed, last = parse(text, today=FEBRUARY)

    assert [draft.when.start.hour for draft in timed] == [20, 20]
    assert not is_publishable(last)


SEMINARS = """Week of March 8

Monday, March 8, 2027, 2:00 p.m.
{host}
Membrane seminar, Room 229
"Kinks of the second kind"
Otto Brandauer
Technische Universität, Wien

Tuesday, March 9, 2027, 4:00 p.m.
{host}
Colloquium, Room 12
"Rings"
Ann Lee
"""


def test_university_of_a_speaker_does_not_decide():
    draft, *_ = parse(SEMINARS.format(host="Undine University"), today=FEBRUARY)

    assert "Europe/Vienna" in [reason for _, reason in question_readings(draft)["zone-not-stated"]]
    assert not is_publishable(draft)


def test_university_whose_name_does_not_tell_its_town_is_known():
    *_, draft = parse(SEMINARS.format(host="Brandeis University"), today=FEBRUARY)

    assert draft.when.timezone == "America/New_York"


def test_surname_is_no_station_in_the_antarctic():
    text = "Developer day\n5 March 2027, 14:00\n\nWith Mark Davis on names and Ann Palmer on maps"

    (draft,) = parse(text, today=FEBRUARY)

    assert not any("Antarctica" in zone for _, zone in question_readings(draft)["zone-not-stated"])


@pytest.mark.parametrize(
    ("body", "line", "zone"),
    [
        ("Knot society, 12 Fern Road, Sheffield S3 7RD", "18:00 – 21:00 BST", "Europe/London"),
        ("Knot society, 12 Fern Road, Bengaluru", "18:00 – 21:00 IST", "Asia/Kolkata"),
    ],
)
def test_seat_of_the_body_decides_an_abbreviation(body, line, zone):
    (draft,) = parse(f"{body}\n\nOpen lab\nWednesday 2 June 2027, {line}", today=FEBRUARY)

    assert (draft.when.timezone, draft.questions) == (zone, ())


def test_body_named_with_its_town_decides_in_spite_of_readers_everywhere():
    text = (
        "Les ateliers du groupe des usagers\n\nLe groupe francophone de Dakar vous invite à ses ateliers sur les "
        "langages et les outils libres, ouverts à toutes et à tous sans frais.\n\nSam. 10 avril 2027, 13h30 à 18h\n"
        "Lieu : Maison des jeunes, Dakar\n\nMer. 14 avril 2027, 18h30 à 21h\nLieu : à préciser"
    )

    drafts = parse(text, today=FEBRUARY)

    assert [draft.when.timezone for draft in drafts] == ["Africa/Dakar", "Africa/Dakar"]
    assert all(draft.questions == () for draft in drafts)
