"""When organisers hear of what happened, once a day."""

from datetime import UTC, date, datetime

from webinars.events import rules


def test_what_happens_before_six_in_the_evening_is_told_the_same_day():
    assert rules.digest_day(datetime(2026, 11, 25, 16, 59, tzinfo=UTC), "Europe/Zurich") == date(
        2026, 11, 25
    )


def test_what_happens_after_six_in_the_evening_is_told_the_next_day():
    assert rules.digest_day(datetime(2026, 11, 25, 17, 0, tzinfo=UTC), "Europe/Zurich") == date(
        2026, 11, 26
    )


def test_the_daily_letter_leaves_at_six_also_on_the_day_the_clocks_change():
    assert rules.digest_at(date(2026, 10, 25), "Europe/Zurich") == datetime(
        2026, 10, 25, 17, tzinfo=UTC
    )
