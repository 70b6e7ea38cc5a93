"""Times of regular days above a list of dates."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates
from webinars.events.announcements.draft_review import is_publishable

MARCH = date(2027, 3, 22)
LIST = """
7 April   Earthworms in town
21 April  How much water does a lemon tree want?
"""


def events(text):
    """Return start and publishability of each event."""
    drafts = parse(text, today=MARCH)
    return [(format_when(draft.when)[:16].strip(), is_publishable(draft)) for draft in drafts]


@pytest.mark.parametrize(
    "line",
    [
        "Wednesday, 18:30 Vienna time",
        "We meet on Wednesday at 18:30 Vienna time in the Golden Room",
        "Mercredi à 18h30, heure de Vienne",
    ],
)
def test_dates_on_a_weekday_begin_at_the_time_beside_it(line):
    text = f"Living soils\n\n{line}\n{LIST}"

    assert events(text) == [("2027-04-07 18:30", True), ("2027-04-21 18:30", True)]
    assert unused_dates(preprocess(text).text, parse(text, today=MARCH), today=MARCH) == ()


def test_dates_on_a_weekday_of_the_month_begin_at_the_time_beside_it():
    text = """Crafters
We meet on the second Monday of the month at 7.30pm Vienna time

12 April  Mending
10 May    Members' evening
17 May    Annual meeting
"""

    starts = events(text)

    assert starts[:2] == [("2027-04-12 19:30", True), ("2027-05-10 19:30", True)]
    assert not starts[2][1]


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("Thursday, 18:30 Vienna time", LIST),
        ("Wednesday, 18:30 Vienna time", LIST + "23 April  Excursion\n"),
        ("Wednesday, 18:30 or 19:30 Vienna time", LIST),
        ("Next Wednesday at 18:30 Vienna time: a film", LIST),
    ],
)
def test_time_of_another_day_is_not_that_of_the_dates(line, rows):
    text = f"Living soils\n\n{line}\n{rows}"

    assert not any(is_clear for _, is_clear in events(text))


def test_row_with_its_own_time_keeps_it():
    text = f"Living soils\n\nWednesday, 18:30 Vienna time\n{LIST}5 May     Farewell (starts at 17:30)\n"

    assert [start for start, _ in events(text)] == [
        "2027-04-07 18:30",
        "2027-04-21 18:30",
        "2027-05-05 17:30",
    ]


@pytest.mark.parametrize(
    ("heading", "months", "own"),
    [
        ("Wednesdays, 4.15-5.45pm, Room 2, Exeter", "January February March", "5.30pm, Theatre 1"),
        ("Wednesdays at 16:15, Room 2, Exeter", "January February March", "Theatre 1, 17:30"),
        ("Les mercredis, 16h15-17h45, salle 2, Lyon", "janvier février mars", "17h30, amphi 1"),
        (
            "Miércoles, 16:15 a 17:45, sala 2, Sevilla",
            "de enero/de febrero/de marzo",
            "17:30 h, aula",
        ),
    ],
)
def test_row_with_an_hour_of_its_own_below_its_date_has_that_hour(heading, months, own):
    first, second, third = months.split("/" if "/" in months else None)
    rows = (
        f"20 {first}\nAlys Reed\nSalt roads\n\n3 {second}\nTunde Oke\nOld maps\n\n"
        f"17 {third}\nAnnual lecture\nHarriet Lacey\nThe long century\n{own}"
    )
    drafts = parse(f"Seminar\nSpring 2027\n\n{heading}\n\n{rows}\n", today=date(2026, 12, 1))

    *regular, last = drafts
    assert [f"{draft.when.start:%H:%M}" for draft in regular] == ["16:15", "16:15"]
    assert f"{last.when.start:%H:%M}" == "17:30" or last.questions


def test_hours_of_tea_and_of_an_exception_are_not_those_of_the_day():
    line = "Wednesday at 18:30 Vienna time, only the last one at 17:00, with tea from 16:45"

    assert events(f"Living soils\n\n{line.replace('only', 'except')}\n{LIST}") == [
        ("2027-04-07 18:30", True),
        ("2027-04-21 18:30", True),
    ]
