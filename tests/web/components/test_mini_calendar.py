"""Month and week graphics: styles of days, and first weekday."""

from datetime import date

from webinars.i18n import translator_for
from webinars.web.components.mini_calendar import EventDays, Run, mini_month, week

MARCH = date(2027, 3, 1)  # a Monday
TODAY = date(2026, 11, 25)


def styles(month):
    return {
        number + 1: month_day.style
        for number, month_day in enumerate(month.days)
        if month_day.style != "d"
    }


def test_cancelled_events_have_their_own_style():
    events = [
        EventDays(date(2027, 3, 3), date(2027, 3, 3)),
        EventDays(date(2027, 3, 5), date(2027, 3, 5), is_cancelled=True),
    ]

    assert styles(mini_month(MARCH, events, TODAY, translator_for("en"))) == {3: "on", 5: "void"}


def test_day_with_cancelled_and_other_event_shows_the_other():
    day = date(2027, 3, 3)

    for events in (
        [EventDays(day, day), EventDays(day, day, is_cancelled=True)],
        [EventDays(day, day, is_cancelled=True), EventDays(day, day)],
    ):
        assert styles(mini_month(MARCH, events, TODAY, translator_for("en"))) == {3: "on"}


def test_consecutive_days_are_one_run_per_week_within_the_month():
    events = [
        EventDays(date(2027, 3, 6), date(2027, 3, 8)),
        EventDays(date(2027, 2, 26), date(2027, 3, 1)),
    ]

    result = mini_month(MARCH, events, TODAY, translator_for("en"))

    assert result.runs == (Run(93, 110, 9), Run(8, 8, 24), Run(8, 8, 9))


def test_event_without_day_marks_no_day():
    result = mini_month(
        MARCH,
        [EventDays(MARCH, date(2027, 3, 31), is_month_only=True)],
        TODAY,
        translator_for("en"),
    )

    assert (result.is_month_only, styles(result), result.runs) == (True, {}, ())


def test_today_is_marked_in_its_month_only():
    assert mini_month(MARCH, [], date(2027, 3, 1), translator_for("en")).now.x == 8
    assert mini_month(MARCH, [], TODAY, translator_for("en")).now is None


def test_first_weekday_depends_on_language():
    monday_first = mini_month(MARCH, [], TODAY, translator_for("en")).days[0].x
    sunday_first = mini_month(MARCH, [], TODAY, translator_for("en_US")).days[0].x

    assert (monday_first, sunday_first) == (8, 8 + 17)


def test_week_marks_days_of_event():
    result = week(date(2027, 3, 8), date(2027, 3, 11), translator_for("en"))

    assert [day.filled for day in result.days] == [True] * 4 + [False] * 3
    assert [day.name for day in result.days][3:5] == ["Thu 11", "Fri"]
