"""Dates of a rule, compared with a plain model that looks at every day."""

import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.event_dates.date_rule import LAST, MOST_DATES, ORDINALS, DateRule, Pattern, dates_of

DAY = timedelta(days=1)
TUESDAY, THURSDAY = 1, 3
ANY_DAY = st.dates(date(2020, 1, 1), date(2030, 12, 31))
INTERVALS = st.integers(1, 6)


def days_by_hand(rule, after):
    """Return the dates of a rule by asking of each day whether it is one."""
    found_days, day = [], after
    while day < min(rule.until or date.max, date(2037, 12, 31)):
        day += DAY
        if is_date_of(rule, after, day):
            found_days.append(day)
        if len(found_days) == (rule.count or MOST_DATES + 1):
            break
    return tuple(found_days)


def is_date_of(rule, after, day):
    if rule.pattern is Pattern.DAILY:
        return (day - after).days % rule.interval == 0
    if day.weekday() not in rule.weekdays:
        return False
    if rule.pattern is Pattern.WEEKLY:
        weeks = (monday_of(day) - monday_of(after)).days // 7
        return weeks % rule.interval == 0
    months = (day.year - after.year) * 12 + day.month - after.month
    if months % rule.interval:
        return False
    if rule.ordinal == LAST:
        return (day + 7 * DAY).month != day.month
    return (day.day - 1) // 7 + 1 == rule.ordinal


def monday_of(day):
    return day - day.weekday() * DAY


@st.composite
def rules(draw):
    pattern = draw(st.sampled_from(Pattern))
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1, max_size=3))
    if pattern is Pattern.MONTHLY:
        weekdays = {min(weekdays)}
    return DateRule(
        pattern,
        interval=draw(INTERVALS),
        weekdays=frozenset(weekdays),
        ordinal=draw(st.sampled_from(ORDINALS)),
        count=draw(st.integers(1, 12)),
        until=draw(st.none() | st.dates(date(2027, 1, 1), date(2036, 1, 1))),
    )


@given(rules(), ANY_DAY)
def test_dates_of_rule_are_those_that_each_day_would_tell(rule, after):
    expected = days_by_hand(rule, after)

    if expected:
        assert dates_of(rule, after) == expected
    else:
        with pytest.raises(InvalidInputError, match="no-date-in-rule"):
            dates_of(rule, after)


def test_every_second_tuesday_follows_the_date_of_the_event():
    rule = DateRule(Pattern.WEEKLY, 2, frozenset({TUESDAY}), count=3)

    dates = dates_of(rule, date(2027, 3, 2))

    assert dates == (date(2027, 3, 16), date(2027, 3, 30), date(2027, 4, 13))


def test_last_thursday_of_the_month_may_be_in_the_month_of_the_event():
    rule = DateRule(Pattern.MONTHLY, 1, frozenset({THURSDAY}), LAST, until=date(2027, 5, 31))

    dates = dates_of(rule, date(2027, 3, 2))

    assert dates == (date(2027, 3, 25), date(2027, 4, 29), date(2027, 5, 27))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (DateRule(Pattern.DAILY, count=10_000), "too-many-new-dates"),
        (DateRule(Pattern.DAILY, until=date(2037, 12, 31)), "too-many-new-dates"),
        (DateRule(Pattern.DAILY, until=date.max), "too-many-new-dates"),
        (DateRule(Pattern.DAILY), "rule-without-end"),
        (DateRule(Pattern.WEEKLY, count=3), "rule-without-weekday"),
        (DateRule(Pattern.DAILY, until=date(2027, 3, 2)), "no-date-in-rule"),
    ],
)
def test_rule_without_dates_to_show_is_refused(rule, code):
    with pytest.raises(InvalidInputError, match=code):
        dates_of(rule, date(2027, 3, 2))


def calls_until_refused(until):
    """Return how many functions are called until a daily rule is refused."""
    calls = []
    sys.setprofile(lambda _frame, event, _argument: calls.append(event))
    try:
        with pytest.raises(InvalidInputError, match="too-many-new-dates"):
            dates_of(DateRule(Pattern.DAILY, until=until), date(2010, 1, 1))
    finally:
        sys.setprofile(None)
    return len(calls)


def test_refusing_ten_thousand_dates_takes_no_more_work_than_refusing_a_hundred():
    calls_until_refused(date(2011, 1, 1))

    assert calls_until_refused(date(2037, 12, 31)) == calls_until_refused(date(2010, 4, 11))
