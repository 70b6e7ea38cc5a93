"""Why new rules give a zone another UTC offset, derived from changes that really happened."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.i18n import translator_for
from webinars.timezones import zones
from webinars.timezones.rule_changes import Reason, reason_text, rule_change

ENGLISH = translator_for("en")


def hours(number):
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("zone", "day", "former", "reason", "sentence"),
    [
        # Turkey kept summer time for good after 2016, Paraguay after 2024; British Columbia after 2026.
        ("Europe/Istanbul", (2017, 1, 1), 2, Reason.NO_CLOCK_CHANGES,
         "Türkiye no longer changes its clocks."),
        ("America/Asuncion", (2025, 7, 1), -4, Reason.NO_CLOCK_CHANGES,
         "Paraguay no longer changes its clocks."),
        ("America/Vancouver", (2030, 1, 12), -8, Reason.NO_CLOCK_CHANGES,
         "Vancouver no longer changes its clocks."),
        # Egypt took up summer time again in 2023.
        ("Africa/Cairo", (2023, 7, 1), 2, Reason.OTHER_DATE,
         "Egypt changes its clocks on another date: 28 April 2023."),
        ("Europe/Zurich", (2027, 3, 20), 2, Reason.OTHER_DATE,
         "Switzerland changes its clocks on another date: 28 March 2027."),
        ("Europe/Zurich", (2027, 11, 2), 2, Reason.OTHER_DATE,
         "Switzerland changes its clocks on another date: 31 October 2027."),
        # Almaty went from six to five hours in 2024, Moscow from four to three in 2014.
        ("Asia/Almaty", (2027, 5, 1), 6, Reason.OTHER_OFFSET, "Almaty now uses UTC+05:00."),
        ("Europe/Moscow", (2015, 1, 1), 4, Reason.OTHER_OFFSET, "Moscow now uses UTC+03:00."),
        ("Europe/Zurich", (2027, 7, 1), 5, Reason.OTHER_OFFSET, "Switzerland now uses UTC+02:00."),
        # The rules after 2037 are unknown, so nothing says whether clocks will change.
        ("Europe/Zurich", (2037, 12, 1), 2, Reason.OTHER_OFFSET, "Switzerland now uses UTC+01:00."),
    ],
)  # fmt: skip
def test_reason_follows_from_the_clock_changes_around_the_instant(
    zone, day, former, reason, sentence
):
    change = rule_change(zone, datetime(*day, 12, tzinfo=UTC), hours(former))

    assert change.reason is reason
    assert reason_text(change, ENGLISH) == sentence


def test_date_is_local_where_clocks_change_at_midnight():
    change = rule_change("Africa/Cairo", datetime(2024, 4, 30, tzinfo=UTC), hours(2))

    assert change.changes_on == date(2024, 4, 26)


@given(
    st.sampled_from(sorted(zones.NAMES)),
    st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)),
    st.integers(-48, 56).map(lambda quarters: timedelta(minutes=15 * quarters)),
)
def test_every_other_offset_has_a_reason_in_words(zone, instant, former):
    change = rule_change(zone, instant, former)

    assert (change is None) == (zones.utc_offset(instant, zone) == former)
    if change is not None:
        sentence = reason_text(change, ENGLISH)
        assert sentence.endswith(".")
        assert len(sentence.split()) < 20
