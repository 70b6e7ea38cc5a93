"""When organisers' daily digests are due."""

from datetime import UTC, date, datetime

from webinars.events.notifications import daily_digest


def test_change_before_18_is_in_the_digest_of_the_same_day():
    assert daily_digest.digest_day(
        datetime(2026, 11, 25, 16, 59, tzinfo=UTC), "Europe/Zurich"
    ) == date(2026, 11, 25)


def test_change_after_18_is_in_the_digest_of_the_next_day():
    assert daily_digest.digest_day(
        datetime(2026, 11, 25, 17, 0, tzinfo=UTC), "Europe/Zurich"
    ) == date(2026, 11, 26)


def test_digest_is_due_at_18_on_the_day_of_a_clock_change():
    assert daily_digest.digest_at(date(2026, 10, 25), "Europe/Zurich") == datetime(
        2026, 10, 25, 17, tzinfo=UTC
    )
