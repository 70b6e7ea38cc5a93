"""The small month and the week: what is filled, what is hollow, and where weeks begin."""

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


def test_events_are_full_and_cancelled_ones_hollow():
    events = [
        EventDays(date(2027, 3, 3), date(2027, 3, 3)),
        EventDays(date(2027, 3, 5), date(2027, 3, 5), is_cancelled=True),
    ]

    assert styles(mini_month(MARCH, events, TODAY, translator_for("en"))) == {3: "on", 5: "void"}


def test_a_day_with_both_is_full():
    day = date(2027, 3, 3)

    for events in (
        [EventDays(day, day), EventDays(day, day, is_cancelled=True)],
        [EventDays(day, day, is_cancelled=True), EventDays(day, day)],
    ):
        assert styles(mini_month(MARCH, events, TODAY, translator_for("en"))) == {3: "on"}


def test_days_in_a_row_are_a_bar_in_each_week_and_stay_in_their_month():
    events = [
        EventDays(date(2027, 3, 6), date(2027, 3, 8)),
        EventDays(date(2027, 2, 26), date(2027, 3, 1)),
    ]

    found = mini_month(MARCH, events, TODAY, translator_for("en"))

    assert found.runs == (Run(93, 110, 9), Run(8, 8, 24), Run(8, 8, 9))


def test_a_month_alone_marks_no_day():
    found = mini_month(
        MARCH,
        [EventDays(MARCH, date(2027, 3, 31), is_month_only=True)],
        TODAY,
        translator_for("en"),
    )

    assert (found.is_month_only, styles(found), found.runs) == (True, {}, ())


def test_today_has_a_ring_in_its_month_only():
    assert mini_month(MARCH, [], date(2027, 3, 1), translator_for("en")).now.x == 8
    assert mini_month(MARCH, [], TODAY, translator_for("en")).now is None


def test_weeks_begin_as_the_language_counts_them():
    monday_first = mini_month(MARCH, [], TODAY, translator_for("en")).days[0].x
    sunday_first = mini_month(MARCH, [], TODAY, translator_for("en_US")).days[0].x

    assert (monday_first, sunday_first) == (8, 8 + 17)


def test_a_week_fills_the_days_of_the_event():
    found = week(date(2027, 3, 8), date(2027, 3, 11), translator_for("en"))

    assert [day.filled for day in found.days] == [True] * 4 + [False] * 3
    assert [day.name for day in found.days][3:5] == ["Thu 11", "Fri"]
