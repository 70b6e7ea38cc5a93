"""What is unusual about dates before they are added."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from tests.web.pages import statements
from webinars.accounts.models import Organiser
from webinars.event_dates.date_marks import MarkedSeries, marks_of
from webinars.timezones.schedule import Days, Timed

ZONE = "Europe/Zurich"


def at(day, hour=15, hours=1):
    start = datetime.combine(day, time(hour))
    return Timed(start, start + timedelta(hours=hours), ZONE)


@pytest.fixture
def marks(session, organiser):
    """Return a function that marks schedules as the organiser sees them."""

    def marks(*schedules, country="CH", series_id=None, by=organiser, **more):
        series = MarkedSeries(series_id, by, **more)
        return marks_of(
            session,
            schedules,
            cities=("GVA", "NYC"),
            country=country,
            language="en",
            series=series,
        )

    return marks


def test_weeks_between_clock_changes_are_marked(marks):
    spring = [at(date(2027, 3, day)) for day in (9, 16, 23, 30)]
    autumn = [at(date(2027, *day)) for day in ((10, 26), (11, 2), (11, 9))]

    marked = [bool(one.unusual) for one in marks(*spring, *autumn)]

    assert marked == [False, True, True, False, False, True, False]


def test_public_holidays_and_weekends_of_the_country_are_marked(marks):
    ascension, friday, saturday = (at(date(2027, 5, day)) for day in (6, 7, 8))

    swiss = marks(ascension, friday, saturday)
    saudi = marks(ascension, friday, saturday, country="SA")
    none = marks(ascension, friday, saturday, country="")

    assert [one.holidays for one in swiss] == [("Ascension Day",), (), ()]
    assert [one.is_weekend for one in swiss] == [False, False, True]
    assert [one.is_weekend for one in saudi] == [False, True, True]
    assert not any(one.holidays or one.is_weekend for one in none)


def test_all_days_of_a_conference_are_looked_at(marks):
    [marked] = marks(Days(date(2027, 5, 4), date(2027, 5, 6), ZONE))

    assert marked.holidays == ("Ascension Day",)


def test_evening_until_midnight_is_not_on_the_next_day(marks):
    [marked] = marks(at(date(2027, 5, 5), hour=22, hours=2))

    assert marked.holidays == ()


def test_events_of_the_series_at_the_same_time_are_named(marks, make_event, make_series, cancel):
    series_id, other_id = make_series("Dialogues").id, make_series("Talks").id
    make_event(title="Clash", when=at(date(2027, 5, 4)), series_id=series_id)
    make_event(title="Elsewhere", when=at(date(2027, 5, 4)), series_id=other_id)
    cancel(make_event(title="Gone", when=at(date(2027, 5, 4)), series_id=series_id))

    half_past = replace(
        at(date(2027, 5, 4)), start=datetime(2027, 5, 4, 15, 30), end=datetime(2027, 5, 4, 17)
    )
    met = [
        one.met
        for one in marks(
            half_past, at(date(2027, 5, 4), hour=16), at(date(2027, 5, 5)), series_id=series_id
        )
    ]

    assert met == [("Clash",), (), ()]


def test_drafts_of_others_are_not_named(marks, make_event, make_series):
    series_id = make_series("Dialogues").id
    make_event(title="Secret", publish=False, when=at(date(2027, 5, 4)), series_id=series_id)
    stranger = Organiser(id=99, is_admin=False, has_roles=False)

    [theirs] = marks(at(date(2027, 5, 4)), series_id=series_id, by=stranger)
    [own] = marks(at(date(2027, 5, 4)), series_id=series_id)

    assert (theirs.met, own.met) == ((), ("Secret",))


def test_sixty_dates_take_one_statement(marks, make_series):
    series_id = make_series("Dialogues").id
    schedules = [at(date(2027, 1, 4) + timedelta(weeks=n)) for n in range(60)]

    with statements() as executed:
        marks(*schedules, series_id=series_id)

    assert sum(statement.startswith("SELECT") for statement in executed) == 1
