"""What our parser reads in quotations, and when two readings of a schedule agree."""

from datetime import date, datetime

import pytest

from tests.announcement_parser.parsing import city_keys, format_when
from tests.second_reader.answers import HOME, TODAY
from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.resolution.questions import Question, Reading
from webinars.announcement_parser.resolution.reconcile import Interpretation
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.second_reader.schedules import agrees, context_of, read_schedule
from webinars.timezones.schedule import Days, Month, Timed

CONTEXT = ParseContext(TODAY, HOME)


def timed(start, end, zone=HOME, day=16):
    """Return hours of a day in July 2027."""
    return Timed(datetime(2027, 7, day, start), datetime(2027, 7, day, end), zone)


def days(first, last, month=7):
    """Return days of a month in 2027."""
    return Days(date(2027, month, first), date(2027, month, last), HOME)


def interpretation(when, *assumed):
    """Return an interpretation that assumes these fields."""
    return Interpretation(Reading(when, (), "second-reader"), frozenset(assumed))


JULY = Month(2027, 7, HOME)
AGREEMENTS = [
    # the draft, the other reading, what that assumes, whether they agree
    (timed(15, 16), timed(15, 16), (), True),
    (timed(15, 16), timed(14, 15), (), False),
    (timed(15, 16), timed(15, 17), (), False),
    (timed(15, 16), timed(15, 17), ("end",), True),
    (timed(15, 16), timed(14, 16), ("end",), False),
    (timed(15, 16), timed(9, 10, "America/New_York"), (), True),
    (timed(15, 16), timed(9, 11, "America/New_York"), (), False),
    (timed(15, 16), timed(9, 11, "America/New_York"), ("end",), True),
    (timed(15, 16), timed(15, 16, "America/New_York"), (), False),
    (timed(15, 16), timed(15, 16, "America/New_York"), ("zone",), True),
    (timed(15, 16), timed(15, 17, "America/New_York"), ("zone",), False),
    (timed(15, 16), timed(15, 17, "America/New_York"), ("zone", "end"), True),
    (timed(15, 16), timed(9, 10, "America/New_York"), ("zone",), False),
    (timed(15, 16), days(16, 16), (), True),
    (timed(15, 16), days(15, 17), (), True),
    (timed(15, 16), days(17, 17), (), False),
    (timed(15, 16), days(14, 15), (), False),
    (timed(15, 16), JULY, (), True),
    (timed(15, 16), Month(2027, 8, HOME), (), False),
    (days(16, 16), timed(15, 16), (), False),
    (days(16, 17), days(16, 17), (), True),
    (days(16, 17), days(16, 18), (), False),
    (days(16, 17), days(15, 17), (), False),
    (days(16, 17), JULY, (), True),
    (Days(date(2027, 7, 30), date(2027, 8, 2), HOME), JULY, (), False),
    (days(16, 17, 6), JULY, (), False),
    (JULY, days(16, 16), (), False),
    (JULY, days(1, 31), (), False),
    (JULY, timed(15, 16), (), False),
    (JULY, JULY, (), True),
    (JULY, Month(2028, 7, HOME), (), False),
]  # fmt: skip


@pytest.mark.parametrize(("own", "other", "assumed", "expected"), AGREEMENTS)
def test_less_exact_readings_agree_and_others_do_not(own, other, assumed, expected):
    assert agrees(Draft("A", own), interpretation(other, *assumed)) is expected


def test_reading_agrees_with_a_choice_of_an_open_question():
    readings = (Reading(timed(15, 16), (), "a"), Reading(timed(9, 10), (), "b"))
    draft = Draft("A", timed(15, 16), questions=(Question("day-or-month", (0, 1), readings),))

    assert agrees(draft, interpretation(timed(9, 10)))
    assert not agrees(draft, interpretation(timed(10, 11)))


READ = [
    # precision, start, end and time zone of the answer, the quotations, what is read in them
    ("timed", "2027-07-16T15:00", None, None, "16 July 2027, 15:00 Geneva", "2027-07-16 15:00-16:00 Europe/Zurich"),
    ("timed", "2027-07-16T15:00:00Z", None, None, "16 July 2027, 15:00 Geneva", "2027-07-16 15:00-16:00 Europe/Zurich"),
    ("timed", "2027-07-16T09:00", None, "America/New_York", "16 July 2027, 15:00 Geneva",
     "2027-07-16 15:00-16:00 Europe/Zurich"),
    ("timed", "2027-07-16T09:00", None, None, "16 July 2027, 15:00 Geneva", None),
    ("timed", "2027-07-16T09:00", None, "Mars/Base", "16 July 2027, 15:00 Geneva", None),
    ("timed", "2027-07-16T09:00", None, "America/New_York", "16 July 2027, 15:00", None),  # no zone is quoted
    ("timed", "2027-07-16T15:00", "2027-07-16T17:00", None, "16 July 2027, 15:00-17:00 Geneva",
     "2027-07-16 15:00-17:00 Europe/Zurich"),
    ("timed", "2027-07-16T15:00", "2027-07-16T18:00", None, "16 July 2027, 15:00-17:00 Geneva", None),
    ("timed", "2027-07-16T15:00", "2027-07-16T18:00", None, "16 July 2027, 15:00 Geneva",
     "2027-07-16 15:00-16:00 Europe/Zurich"),  # no end is quoted: ours is assumed
    ("timed", "2031-07-16T15:00", None, None, "16 July, 15:00 Geneva", "2027-07-16 15:00-16:00 Europe/Zurich"),
    ("timed", "2031-07-17T15:00", None, None, "16 July, 15:00 Geneva", None),
    ("days", "2028-02-29", None, None, "16 July", None),  # no such day in the year that is assumed
    ("timed", "2031-07-16T15:00", "2031-07-16T17:00", None, "16 July, 15:00-17:00 Geneva",
     "2027-07-16 15:00-17:00 Europe/Zurich"),
    ("days", "2027-07-16", None, None, "16-17 July 2027", "2027-07-16 to 2027-07-17 Europe/Zurich"),
    ("days", "2027-07-16", "2027-07-17", None, "16-17 July 2027", "2027-07-16 to 2027-07-17 Europe/Zurich"),
    ("days", "2027-07-16", "2027-07-18", None, "16-17 July 2027", None),
    ("days", "2027-07-17", None, None, "16-17 July 2027", None),
    ("days", "2027-07-16", None, None, "16 July 2027, 15:00 Geneva", None),
    ("timed", "2027-07-16T00:00", None, None, "16 July 2027", None),
    ("month", "2027-07", None, None, "July 2027", "2027-07 Europe/Zurich"),
    ("month", "2027-07-01", None, None, "July 2027", "2027-07 Europe/Zurich"),
    ("month", "2027-08", None, None, "July 2027", None),
    ("days", "2027-07-01", None, None, "July 2027", None),
    ("week", "2027-07-16T15:00", None, None, "16 July 2027, 15:00 Geneva", "2027-07-16 15:00-16:00 Europe/Zurich"),
    ("timed", "16 July", None, None, "16 July 2027, 15:00 Geneva", None),
    ("timed", "2027-07-16T15:00", None, None, "Deadline", None),
]  # fmt: skip


@pytest.mark.parametrize(("precision", "start", "end", "zone", "quotation", "expected"), READ)
def test_schedule_counts_if_the_parser_reads_it_in_the_quotation(
    precision, start, end, zone, quotation, expected
):
    given = {"precision": precision, "start": start, "end": end, "timezone": zone}
    proposed = {key: value for key, value in given.items() if value is not None}

    result = read_schedule(proposed, [quotation], CONTEXT)

    assert (result and format_when(result.reading.when)) == expected


def test_choice_of_an_ambiguous_quotation_can_be_proposed():
    proposed = {"precision": "timed", "start": "2027-08-07T15:00"}

    result = read_schedule(proposed, ["07/08/2027", "15:00 Geneva"], CONTEXT)
    other = read_schedule(
        proposed | {"start": "2027-07-08T15:00"}, ["07/08/2027", "15:00 Geneva"], CONTEXT
    )

    assert format_when(result.reading.when) == "2027-08-07 15:00-16:00 Europe/Zurich"
    assert format_when(other.reading.when) == "2027-07-08 15:00-16:00 Europe/Zurich"
    for reading in (result.reading, other.reading):
        assert (city_keys(reading.cities), reading.reason) == ("GVA", "second-reader")


@pytest.mark.parametrize(
    ("assumed", "expected"),
    [
        ((), (TODAY, HOME)),
        (("zone",), (TODAY, "Asia/Tokyo")),
        (("year",), (date(2028, 7, 13), HOME)),
        (("year", "zone", "end"), (date(2028, 7, 13), "Asia/Tokyo")),
    ],
)  # fmt: skip
def test_draft_completes_what_a_reading_assumes(assumed, expected):
    draft = Draft("A", Days(date(2028, 7, 14), date(2028, 7, 15), "Asia/Tokyo"))

    context = context_of(draft, interpretation(timed(15, 16), *assumed), CONTEXT)

    assert (context.today, context.zone) == expected
