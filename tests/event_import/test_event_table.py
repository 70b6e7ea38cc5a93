"""Tables of events: columns, separators, encodings, dates and refused rows."""

from datetime import date, datetime, timedelta

import pytest

from tests.event_import.sources import CHOICES, WITH_ZONE, read, refusals, starts
from webinars.errors import InvalidInputError
from webinars.event_import.source_events import MAX_EVENTS
from webinars.security.csv import csv_lines
from webinars.timezones.schedule import Days, Month, resolve

HEAD = "Title,Start,End,Time zone\n"


def rows(*lines, head=HEAD):
    return (head + "\n".join(lines)).encode()


def test_all_columns_are_read():
    head = (
        "UID;Sequence;TITLE;Start;End;Timezone;Place;Description;Link;Meeting link;Contact name;"
        "Contact_email;Status;Language;Budget\n"
    )
    row = (
        'a@b;4;Eau;2027-03-01 14:00;15:30;Europe/Zurich;"Salle ""XX""";"Un\nDeux";https://example.org/;'
        "https://rooms.example.org/a;Amira;amira@example.org;Cancelled;fr;300"
    )

    (event,) = read(rows(row, head=head)).events

    assert (event.number, event.uid, event.sequence, event.status.value) == (
        2,
        "a@b",
        4,
        "cancelled",
    )
    assert resolve(event.when).ends_at - resolve(event.when).starts_at == timedelta(minutes=90)
    text = event.text
    assert (text.title, text.place, text.description) == ("Eau", 'Salle "XX"', "Un\nDeux")
    assert (text.url, text.meeting_urls) == (
        "https://example.org/",
        ("https://rooms.example.org/a",),
    )
    assert (text.contact_name, text.contact_email, text.language) == (
        "Amira",
        "amira@example.org",
        "fr",
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separator_and_encoding_are_detected(separator, encoding):
    line = separator.join(("Übung", "2027-03-01 14:00", "", "Europe/Zurich"))
    head = HEAD.replace(",", separator)

    (event,) = read((head + line).encode(encoding)).events

    assert event.text.title == "Übung"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2027-03-01 14:00", "2027-03-02 09:00", "2027-03-01 14:00"),
        ("2027-03-01T14:00:00", "", "2027-03-01 14:00"),
        ("1.3.2027 14:00", "", "2027-03-01 14:00"),
        ("31/12/2027 2:05 pm", "", "2027-12-31 14:05"),
        ("12/31/2027 12:05 a.m.", "", "2027-12-31 00:05"),
        ("05/05/2027 10:00", "", "2027-05-05 10:00"),
        ("2027-03-01T13:00Z", "2027-03-01T14:00Z", "2027-03-01 14:00"),
        ("2027-03-01 08:00-05:00", "10:00-05:00", "2027-03-01 14:00"),
    ],
)
def test_times_are_read(start, end, expected):
    source = read(rows(f"Talk,{start},{end},Europe/Zurich"))

    assert starts(source) == [(expected, "Europe/Zurich")]


def test_days_and_months_need_no_time_zone():
    source = read(rows("A,2027-03-01,2027-03-03,", "B,2027-03-01,,", "C,2027-04,,Asia/Tokyo"))

    assert [event.when for event in source.events] == [
        Days(date(2027, 3, 1), date(2027, 3, 3), "Europe/Zurich"),
        Days(date(2027, 3, 1), date(2027, 3, 1), "Europe/Zurich"),
        Month(2027, 4, "Asia/Tokyo"),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Talk,04/05/2027 10:00,,Europe/Zurich", "import-date-ambiguous"),
        ("Talk,tomorrow,,Europe/Zurich", "import-time-invalid"),
        ("Talk,2027-02-30,,Europe/Zurich", "import-time-invalid"),
        ("Talk,2027-03-01 25:00,,Europe/Zurich", "import-time-invalid"),
        ("Talk,2027-03-01 14:00,noon,Europe/Zurich", "import-time-invalid"),
        ("Talk,2027-03-01 14:00,13:00,Europe/Zurich", "end-before-start"),
        ("Talk,2027-03-03,2027-03-01,", "end-before-start"),
        ("Talk,2027-03-01 14:00,,Europe/Gotham", "unknown-timezone"),
        ("Talk,2027-03-01 14:00,,", "import-time-without-zone"),
        ("Talk,2027-03-28 02:30,,Europe/Zurich", "local-time-skipped"),
        ("Talk,2027-10-31 02:30,,Europe/Zurich", "import-hour-repeated"),
        ("Talk,2027-10-31 01:00,02:30,Europe/Zurich", "import-hour-repeated"),
        ("Talk,2040-03-01 14:00,,Europe/Zurich", "date-out-of-range"),
        ("Talk,,,", "import-without-start"),
    ],
)
def test_row_that_is_not_clear_is_refused_alone(row, code):
    source = read(rows(row, "Good,2027-03-01,,"))

    assert refusals(source) == [(2, code)]
    assert [event.number for event in source.events] == [3]


def test_chosen_zone_is_that_of_times_without_one():
    source = read(rows("Talk,2027-03-01 14:00,,"), WITH_ZONE)

    assert starts(source) == [("2027-03-01 14:00", "America/New_York")]


def test_apostrophe_before_a_formula_in_our_own_tables_is_removed():
    table = b"".join(csv_lines([["Title", "Start"], ["=Talk", "2027-03-01"]]))

    (event,) = read(table, CHOICES).events

    assert event.text.title == "=Talk"


def test_table_with_too_many_rows_or_a_quotation_mark_that_is_not_closed_is_refused():
    for content, code in (
        (rows(*["A,2027-03-01,,"] * (MAX_EVENTS + 1)), "import-too-many-events"),
        (rows('"A,2027-03-01,,'), "table-invalid"),
        (HEAD.encode(), "import-without-events"),
    ):
        with pytest.raises(InvalidInputError, match=code):
            read(content)


def test_repeated_hour_is_asked_for_and_accepted_with_its_offset():
    asked = read(rows("Talk,2027-10-31 02:30,03:30,Europe/Zurich"))
    facts = asked.refused[0].error.facts
    answers = [
        read(rows(f"Talk,2027-10-31 {facts[one]},03:30+01:00,Europe/Zurich")).events[0]
        for one in ("first", "second")
    ]

    assert (facts["first"], facts["second"]) == ("02:30+02:00", "02:30+01:00")
    hours = [resolve(event.when).starts_at.replace(tzinfo=None) for event in answers]
    assert hours == [datetime(2027, 10, 31, 0, 30), datetime(2027, 10, 31, 1, 30)]
