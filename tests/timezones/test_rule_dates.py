"""Dates of recurrence rules, compared with those of dateutil."""

from datetime import date, datetime, time

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.timezones.rule_dates import DayBudget, parse_rule, rule_dates

LAST = date(2029, 12, 31)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@st.composite
def rules(draw):
    """Return the text of a rule that has dates now and then."""
    frequency = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}"]
    may_count = frequency in {"MONTHLY", "YEARLY"}
    # Of a mixture dateutil takes those that are both.
    has_numbers = may_count and draw(st.booleans())
    numbers = st.sampled_from((1, 2, -1, -2) if has_numbers else (0,))
    by_day = draw(st.lists(st.tuples(numbers, st.sampled_from(WEEKDAYS)), max_size=3, unique=True))
    if by_day:
        parts.append("BYDAY=" + ",".join(f"{n or ''}{name}" for n, name in by_day))
    elif frequency != "WEEKLY" and draw(st.booleans()):
        month_days = draw(st.lists(st.sampled_from((1, 2, 15, 31, -1, -3)), min_size=1, max_size=3))
        parts.append("BYMONTHDAY=" + ",".join(map(str, month_days)))
    if draw(st.booleans()):
        months = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True))
        parts.append("BYMONTH=" + ",".join(map(str, months)))
    if len(parts) > 2 and frequency != "DAILY" and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from((1, 2, -1)))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(WEEKDAYS))}")
    return ";".join(parts)


@settings(max_examples=40)
@given(rules(), days)
@example("FREQ=MONTHLY;INTERVAL=1", date(2027, 1, 31))
@example("FREQ=YEARLY;INTERVAL=1", date(2028, 2, 29))
@example("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", date(2027, 3, 2))
@example("FREQ=YEARLY;INTERVAL=1;BYDAY=-1TH", date(2027, 1, 1))
def test_dates_are_those_of_dateutil(rule, start):
    until = f"{rule};UNTIL={LAST:%Y%m%d}T000000"
    expected = {one.date() for one in rrulestr(until, dtstart=datetime.combine(start, time()))}

    found_dates = list(rule_dates(parse_rule(rule), start, LAST, DayBudget()))

    assert found_dates == sorted({start} | expected)


@settings(max_examples=15)
@given(rules(), days, st.integers(0, 900))
def test_dates_from_a_later_day_are_the_rest_of_all(rule, start, later):
    since = date.fromordinal(start.toordinal() + later)
    every = list(rule_dates(parse_rule(rule), start, LAST, DayBudget()))

    rest = list(rule_dates(parse_rule(rule), start, LAST, DayBudget(), since))

    assert rest == [day for day in every if day >= since]


def test_rule_that_no_day_satisfies_ends_with_the_budget():
    budget = DayBudget(1000)
    rule = parse_rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")

    with pytest.raises(InvalidInputError, match="recurrence-too-complex"):
        list(rule_dates(rule, date(2027, 1, 1), date(2037, 12, 31), budget))

    assert budget.left == -1


def test_days_before_those_that_are_wanted_are_not_looked_at():
    budget = DayBudget(1000)

    list(
        rule_dates(
            parse_rule("FREQ=DAILY"),
            date(1970, 1, 1),
            date(2037, 12, 31),
            budget,
            date(2037, 12, 1),
        )
    )

    assert budget.left == 1000 - 31


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=SECONDLY", "recurrence-too-often"),
        ("FREQ=HOURLY;COUNT=3", "recurrence-too-often"),
        ("FREQ=DAILY;BYHOUR=9,15", "recurrence-not-supported"),
        ("FREQ=WEEKLY;INTERVAL=0", "recurrence-not-supported"),
        ("FREQ=WEEKLY;COUNT=0", "recurrence-not-supported"),
        ("FREQ=WEEKLY;BYDAY=2MO", "recurrence-not-supported"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "recurrence-not-supported"),
        ("FREQ=DAILY;COUNT=" + "9" * 5000, "recurrence-not-supported"),
        # Each day of a rule is compared with its lists, and rules of time zones are read for each year.
        ("FREQ=DAILY;BYDAY=" + ",".join(["MO"] * 400), "recurrence-not-supported"),
        ("FREQ", "recurrence-not-supported"),
        ("", "recurrence-not-supported"),
    ],
)
def test_rule_that_is_not_supported_is_refused(rule, code):
    with pytest.raises(InvalidInputError, match=code):
        parse_rule(rule)
