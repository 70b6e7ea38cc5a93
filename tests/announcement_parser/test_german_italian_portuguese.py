"""German, Italian and Portuguese lines with dates and times, and the parsed value."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import (
    format_when,
    other_questions,
    parse,
    parse_line,
)
from webinars.announcement_parser.grammar.locations import remove_online_phrases
from webinars.announcement_parser.parser import parse_announcement
from webinars.errors import InvalidInputError

HOUR = "2020-07-16 15:00-16:00 Europe/Zurich"
HALF = "2020-07-16 15:00-16:30 Europe/Zurich"
TIMED = [
    # line, value
    ("Donnerstag, 16. Juli 2020, 15 Uhr", HOUR),
    ("Am Donnerstag, den 16. Juli 2020, um 15 Uhr", HOUR),
    ("Do. 16. Juli 2020, 15.00 Uhr", HOUR),
    ("Do 16.07.2020, 15:00 Uhr", HOUR),
    ("Do. 16.07., 15 Uhr", HOUR),
    ("Do, 16.07. 15 Uhr", HOUR),
    ("Am 16.07. um 15 Uhr", HOUR),
    ("16.07., 15 Uhr", HOUR),
    ("16.07.20, 15 Uhr", HOUR),
    ("16. Juli 2020, von 15 bis 16.30 Uhr", HALF),
    ("Wann: Donnerstag, 16. Juli 2020 15:00-16:30", HALF),
    ("Giovedì 16 luglio 2020, ore 15", HOUR),
    ("giovedì 16 luglio 2020 alle ore 15.00", HOUR),
    ("16 luglio 2020, dalle ore 15 alle ore 16.30", HALF),
    ("16 luglio 2020, ore 15.00-16.30", HALF),
    ("quinta-feira, 16 de julho de 2020, 15h", HOUR),
    ("Quinta, 16 de julho de 2020, às 15h", HOUR),
    ("quinta-feira, dia 16 de julho de 2020, das 15h às 16h30", HALF),
    ("16 de julho de 2020, 15:00 até 16:30", HALF),
    # An hour of the Italian "ore" is one of 24.
    ("16 luglio 2020, ore 9", "2020-07-16 09:00-10:00 Europe/Zurich"),
    ("Friday the 17th July 2020, 15:00", "2020-07-17 15:00-16:00 Europe/Zurich"),
]
DAYS = [
    ("7. bis 11. Dezember 2020", "2020-12-07 to 2020-12-11 Europe/Zurich"),
    ("7. und 8. Dezember 2020", "2020-12-07 to 2020-12-08 Europe/Zurich"),
    ("dal 7 all’11 dicembre 2020", "2020-12-07 to 2020-12-11 Europe/Zurich"),
    ("7 a 11 de dezembro de 2020", "2020-12-07 to 2020-12-11 Europe/Zurich"),
    ("März 2021", "2021-03 Europe/Zurich"),
]
NO_WEEKDAYS = ["Do 5 of these exercises", "So 12 people came", "La segunda 5", "Fr 20.- per person"]


@pytest.mark.parametrize(("line", "value"), TIMED, ids=[r[0] for r in TIMED])
def test_date_and_time_are_parsed(line, value):
    draft = parse_line(line)

    assert format_when(draft.when) == value
    assert other_questions(draft) == []


@pytest.mark.parametrize(("line", "value"), DAYS, ids=[r[0] for r in DAYS])
def test_days_are_parsed(line, value):
    assert format_when(parse_line(line).when) == value


@pytest.mark.parametrize("line", NO_WEEKDAYS)
def test_words_that_are_weekdays_only_before_days_are_no_dates(line):
    with pytest.raises(InvalidInputError, match="no-date-found"):
        parse(f"A title\n\n{line}")


def test_price_at_the_end_of_a_sentence_is_no_day():
    with pytest.raises(InvalidInputError, match="no-date-found"):
        parse("Lesung\n\nDer Eintritt kostet 12.10. Kinder sind frei.")


def test_abbreviated_days_have_the_month_of_their_heading():
    text = (
        "Oktober 2020\n\nFr. 02. | 20:00 Uhr | Monde der Riesen\nSa. 17. | 19:30 Uhr | Beobachtung"
    )

    assert [(draft.title, format_when(draft.when)) for draft in parse(text)] == [
        ("Monde der Riesen", "2020-10-02 20:00-21:00 Europe/Zurich"),
        ("Beobachtung", "2020-10-17 19:30-20:30 Europe/Zurich"),
    ]


def test_lines_below_italian_days_of_a_week_are_events():
    text = (
        "Gli appuntamenti della settimana dal 6 all’10 luglio\n"
        "Lunedì 6 luglio\n– ore 17.30, conferenza “Il fiume”\n"
        "Martedì 7 luglio\nore 11, seminario “Il silenzio”\nore 15, seminario “Il possibile”\n"
    )

    assert [format_when(draft.when) for draft in parse(text)] == [
        "2020-07-06 17:30-18:30 Europe/Zurich",
        "2020-07-07 11:00-12:00 Europe/Zurich",
        "2020-07-07 15:00-16:00 Europe/Zurich",
    ]


def test_deadline_is_no_event():
    text = "Vortrag\n\nAnmeldung bis 4. Juli 2020.\n\nMontag, 6. Juli 2020, 20 Uhr"

    (draft,) = parse_announcement(text, today=date(2020, 6, 1), zone="Europe/Zurich")

    assert format_when(draft.when) == "2020-07-06 20:00-21:00 Europe/Zurich"


def test_when_below_the_header_of_a_forwarded_invitation_is_the_date():
    text = (
        "From: Piet\nSent: 18 June 2020 10:02\nTo: Group\nSubject: Reading group\n"
        "When: 02 July 2020 16:00-17:15 (UTC+01:00) London\nWhere: Teams Meeting"
    )

    (draft,) = parse(text)

    assert (draft.title, format_when(draft.when)) == (
        "Reading group",
        "2020-07-02 16:00-17:15 Europe/London",
    )


def test_german_name_of_a_meeting_on_teams_is_no_place():
    assert remove_online_phrases("Microsoft Teams-Besprechung") == ("", True)
