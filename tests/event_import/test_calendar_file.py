"""Calendar files: shapes of Google, Outlook, Apple, Indico and Nextcloud, recurrence, and hostile input."""

import tracemalloc
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.event_import.sources import (
    OUTLOOK_ZONE,
    WITH_ZONE,
    calendar,
    read,
    refusals,
    starts,
    vevent,
)
from webinars.errors import InvalidInputError
from webinars.event_import.calendar_components import MAX_COMPONENT_LINES
from webinars.event_import.source_events import MAX_BYTES, MAX_DATES, MAX_EVENTS
from webinars.ical.content_lines import one_line
from webinars.ical.feed import render_event_file
from webinars.ical.vevent import CalendarEvent
from webinars.timezones.schedule import Days, Span, resolve, timed_at

FIRST, LAST = datetime(2026, 1, 1), datetime(2031, 1, 1)
ZONES = ("Europe/Zurich", "America/New_York", "Asia/Kathmandu", "Africa/Cairo", "UTC")
ZURICH = "DTSTART;TZID=Europe/Zurich:"
GOOGLE_HEAD = ("PRODID:-//Google Inc//Google Calendar 70.9054//EN", "X-WR-TIMEZONE:Europe/Zurich")


def weekly(rule, *lines, start=f"{ZURICH}20270301T140000"):
    return vevent(start, "DURATION:PT1H", f"RRULE:{rule}", *lines)


@pytest.mark.parametrize(
    ("lines", "head", "expected"),
    [
        # Google: single events in UTC, the zone for the whole calendar.
        (("DTSTART:20270301T130000Z",), GOOGLE_HEAD, ("2027-03-01 14:00", "Europe/Zurich")),
        # Indico: UTC, and nothing says where; that of the installation.
        (("DTSTART:20270301T130000Z",), (), ("2027-03-01 14:00", "Europe/Zurich")),
        # Outlook: Windows names, of which ours is not one, and zones of the file's own.
        (
            ("DTSTART;TZID=Eastern Standard Time:20270301T080000",),
            (),
            ("2027-03-01 08:00", "America/New_York"),
        ),
        (
            ("DTSTART;TZID=Customized Time Zone:20270701T140000",),
            OUTLOOK_ZONE,
            ("2027-07-01 14:00", "Europe/Zurich"),
        ),
        (
            ('DTSTART;TZID="(UTC+01:00) Rome":20270701T140000',),
            tuple(
                line.replace("Customized Time Zone", "(UTC+01:00) Rome") for line in OUTLOOK_ZONE
            ),
            ("2027-07-01 14:00", "Europe/Zurich"),
        ),
        # Evolution and old Mozilla: a path before the name.
        (
            ("DTSTART;TZID=/freeassociation.sourceforge.net/Africa/Nairobi:20270301T140000",),
            (),
            ("2027-03-01 14:00", "Africa/Nairobi"),
        ),
        # Apple, Nextcloud, pretix: IANA names, quoted or not.
        (
            ('DTSTART;TZID="America/New_York":20270301T140000',),
            (),
            ("2027-03-01 14:00", "America/New_York"),
        ),
    ],
)
def test_zone_of_a_time_is_found_as_programs_write_it(lines, head, expected):
    assert starts(read(calendar(vevent(*lines), head=head))) == [expected]


def test_zone_that_only_its_rules_define_is_noted_and_an_impossible_one_refused():
    event = vevent("DTSTART;TZID=Customized Time Zone:20270701T140000", "DURATION:PT1H")
    impossible = tuple(line.replace("+0100", "+0113") for line in OUTLOOK_ZONE)

    (noted,) = read(calendar(event, head=OUTLOOK_ZONE)).events
    refused = read(calendar(event, head=impossible))

    assert [note.code for note in noted.notes] == ["zone-by-rules"]
    assert refusals(refused) == [(1, "import-zone-unknown")]


def test_name_of_a_zone_yields_to_other_rules_of_the_file():
    # calendar.md: London as "GMT" with summer time in its VTIMEZONE.
    london = tuple(
        line.replace("Customized Time Zone", "GMT")
        .replace("+0100", "+0000")
        .replace("+0200", "+0100")
        for line in OUTLOOK_ZONE
    )
    event = vevent("DTSTART;TZID=GMT:20270701T140000", "DURATION:PT1H")

    (read_event,) = read(calendar(event, head=london)).events

    assert resolve(read_event.when).starts_at.hour == 13


def test_time_without_a_zone_is_refused_until_a_zone_is_chosen():
    content = calendar(vevent("DTSTART:20270301T140000"))

    assert refusals(read(content)) == [(1, "import-time-without-zone")]
    assert starts(read(content, WITH_ZONE)) == [("2027-03-01 14:00", "America/New_York")]


def test_all_day_event_has_its_last_day():
    content = calendar(vevent("DTSTART;VALUE=DATE:20270301", "DTEND;VALUE=DATE:20270304"))

    assert starts(read(content)) == [(date(2027, 3, 1), date(2027, 3, 3))]


def test_end_may_be_a_duration_missing_in_another_zone_or_before_the_start():
    lengths = {
        "DURATION:PT90M": timedelta(minutes=90),
        "DTEND;TZID=America/New_York:20270301T091500": timedelta(minutes=75),
        "LOCATION:Geneva": timedelta(hours=1),
    }
    for line, length in lengths.items():
        (event,) = read(calendar(vevent(f"{ZURICH}20270301T140000", line))).events
        span = resolve(event.when)
        assert span.ends_at - span.starts_at == length
        assert bool(event.notes) == (line == "LOCATION:Geneva")
    ends_first = vevent(f"{ZURICH}20270301T140000", "DTEND;TZID=Europe/Zurich:20270301T130000")
    assert refusals(read(calendar(ends_first))) == [(1, "end-before-start")]


@pytest.mark.parametrize("day", ["20270327", "20271030"])
def test_duration_is_elapsed_time_over_a_clock_change(day):
    (event,) = read(calendar(vevent(f"{ZURICH}{day}T220000", "DURATION:PT8H"))).events

    span = resolve(event.when)
    assert span.ends_at - span.starts_at == timedelta(hours=8)


def test_day_at_the_end_of_the_calendar_is_refused_alone():
    beyond = "DTSTART;VALUE=DATE:99991231"

    source = read(
        calendar(vevent(), vevent("UID:b", beyond), vevent("UID:c", beyond, "RRULE:FREQ=DAILY"))
    )

    assert len(source.events) == 1
    assert refusals(source) == [(2, "date-out-of-range"), (3, "date-out-of-range")]


def test_rule_keeps_the_wall_clock_over_a_clock_change():
    source = read(calendar(weekly("FREQ=WEEKLY;COUNT=3", start=f"{ZURICH}20270322T140000")))

    assert [start for start, _zone in starts(source)] == [
        "2027-03-22 14:00",
        "2027-03-29 14:00",
        "2027-04-05 14:00",
    ]
    hours = [resolve(event.when).starts_at.hour for event in source.events]
    assert hours == [13, 12, 12]


def test_rule_of_instants_keeps_the_instant_over_a_clock_change():
    source = read(calendar(weekly("FREQ=WEEKLY;COUNT=2", start="DTSTART:20270322T130000Z")))

    assert [start for start, _zone in starts(source)] == ["2027-03-22 14:00", "2027-03-29 15:00"]


def test_date_of_a_rule_in_a_skipped_hour_is_refused_alone():
    source = read(calendar(weekly("FREQ=DAILY;COUNT=3", start=f"{ZURICH}20270327T023000")))

    assert refusals(source) == [(1, "local-time-skipped")]
    assert [start for start, _zone in starts(source)] == ["2027-03-27 02:30", "2027-03-29 02:30"]


def test_hour_that_clocks_show_twice_is_the_first_one():
    """RFC 5545 section 3.3.5."""
    rule = weekly("FREQ=WEEKLY;COUNT=2", start=f"{ZURICH}20271024T023000")
    ending = vevent("UID:b", f"{ZURICH}20271031T013000", "DTEND;TZID=Europe/Zurich:20271031T023000")
    both = vevent("UID:c", f"{ZURICH}20271031T023000", "DTEND;TZID=Europe/Zurich:20271031T033000")

    source = read(calendar(rule, ending, both))

    assert source.refused == ()
    spans = [
        (resolve(event.when).starts_at, resolve(event.when).ends_at) for event in source.events
    ]
    hours = [(f"{start:%dT%H%M}", f"{end:%dT%H%M}") for start, end in spans]
    assert hours == [("24T0030", "24T0130"), ("31T0030", "31T0130"), ("30T2330", "31T0030"),
                     ("31T0030", "31T0230")]  # fmt: skip
    assert [event.date_id for event in source.events[:2]] == ["20271024T023000", "20271031T023000"]
    noted = [[note.code for note in event.notes] for event in source.events]
    assert noted == [[], ["hour-repeated"], [], ["hour-repeated"]]


def test_dates_are_left_out_added_and_replaced():
    master = weekly(
        "FREQ=WEEKLY;UNTIL=20270322T130000Z",
        "EXDATE;TZID=Europe/Zurich:20270308T140000",
        "RDATE;TZID=Europe/Zurich:20270303T140000",
    )
    # Nextcloud writes the date in UTC, and the new time where the person is.
    moved = vevent(
        "RECURRENCE-ID:20270315T130000Z",
        "SUMMARY:Moved",
        "DTSTART;TZID=America/New_York:20270316T090000",
        "DURATION:PT1H",
    )
    gone = vevent(
        "RECURRENCE-ID;TZID=Europe/Zurich:20270322T140000", f"{ZURICH}20270322T140000",
        "STATUS:CANCELLED",
    )  # fmt: skip

    source = read(calendar(master, moved, gone))

    assert [(event.date_id, event.text.title, event.status.value) for event in source.events] == [
        ("20270301T140000", "Water talk", "confirmed"),
        ("20270303T140000", "Water talk", "confirmed"),
        ("20270315T140000", "Moved", "confirmed"),
        ("20270322T140000", "Water talk", "cancelled"),
    ]
    assert starts(source)[2] == ("2027-03-16 09:00", "America/New_York")


@pytest.mark.parametrize(
    ("start", "original", "moved"),
    [
        (f"{ZURICH}20270301T140000", "VALUE=DATE:20270308", f"{ZURICH}20270309T150000"),
        (
            f"{ZURICH}20270301T140000",
            "TZID=Europe/Zurich:20270308T000000",
            f"{ZURICH}20270309T150000",
        ),
        (
            "DTSTART;VALUE=DATE:20270301",
            "TZID=Europe/Zurich:20270308T000000",
            "DTSTART;VALUE=DATE:20270309",
        ),
    ],
)
def test_date_is_replaced_that_is_named_by_its_day(start, original, moved):
    master = weekly("FREQ=WEEKLY;COUNT=2", start=start)
    source = read(calendar(master, vevent(f"RECURRENCE-ID;{original}", moved)))

    assert [str(one[0])[:10] for one in starts(source)] == ["2027-03-01", "2027-03-09"]


def test_rule_without_an_end_gives_the_coming_dates_and_says_until_when():
    source = read(calendar(weekly("FREQ=WEEKLY", start=f"{ZURICH}20150105T140000")))

    days = [start[:10] for start, _zone in starts(source)]
    assert (days[0], days[-1], len(days)) == ("2026-11-30", "2028-11-20", 104)
    assert [note.text for note in source.events[0].notes] == ["2028-11-20"]


def test_rule_has_at_most_as_many_dates_as_a_year():
    endless = read(calendar(weekly("FREQ=DAILY")))
    ended = read(calendar(weekly("FREQ=DAILY;COUNT=10000")))

    assert len(endless.events) == MAX_DATES
    assert refusals(ended) == [(1, "recurrence-too-long")]


def test_contact_meeting_and_texts_are_read():
    event = vevent(
        "ORGANIZER;CN=\"Amira; Haddad\":mailto:amira@example.org",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://rooms.example.org/a",
        "SUMMARY;LANGUAGE=fr:Eau\\, et terre",
        "DESCRIPTION:plain",
        "X-ALT-DESC;FMTTYPE=text/html:<p>rich</p>",
    )  # fmt: skip

    (read_event,) = read(calendar(event)).events

    text = read_event.text
    assert (text.title, text.language, text.description) == ("Eau, et terre", "fr", "<p>rich</p>")
    assert (text.contact_name, text.contact_email) == ("Amira; Haddad", "amira@example.org")
    assert text.meeting_urls == ("https://rooms.example.org/a",)


def test_group_address_of_google_is_no_contact():
    line = "ORGANIZER;CN=Talks:mailto:x1@group.calendar.google.com"

    (event,) = read(calendar(vevent(line))).events

    assert event.text.contact_email == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encoding_is_detected(encoding):
    content = calendar(vevent("SUMMARY:Übung für Zoë")).decode().encode(encoding)

    assert read(content).events[0].text.title == "Übung für Zoë"


HOSTILE = {
    "file-empty": b" \r\n",
    "import-not-text": b"BEGIN:VCALENDAR\0",
    "import-is-a-page": b"\n<!DOCTYPE html><html>",
    "import-too-large": b"a" * (MAX_BYTES + 1),
    "import-without-events": calendar(),
    "import-too-deep": calendar("BEGIN:A", "BEGIN:B", "BEGIN:C", "END:C", "END:B", "END:A"),
    "import-not-a-calendar": calendar(vevent()).replace(b"END:VCALENDAR", b""),
    # Cut off after that, which nobody looks at any more.
    "import-too-many-events": calendar(*["BEGIN:VEVENT", "END:VEVENT"] * (MAX_EVENTS + 1))[:-20],
    "import-entry-too-long": calendar(vevent(*["X:"] * MAX_COMPONENT_LINES)),
    "recurrence-too-complex": calendar(
        *(
            vevent(f"UID:{number}", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20371231")
            for number in range(200)
        )
    ),
    "table-without-columns": b"Dear colleague, see below.",
}


@pytest.mark.parametrize("code", HOSTILE)
def test_file_beyond_a_limit_is_refused_as_a_whole(code):
    with pytest.raises(InvalidInputError) as refused:
        read(HOSTILE[code])

    assert refused.value.code == code


def test_dates_that_a_rule_leaves_out_are_counted_too():
    line = "EXDATE:" + ",".join(["20270308T140000Z"] * 5000)

    with pytest.raises(InvalidInputError, match="recurrence-too-complex"):
        read(calendar(weekly("FREQ=WEEKLY;COUNT=2", line)))


@pytest.mark.parametrize(
    "content",
    [
        b"BEGIN:VCALENDAR\r\n" * 60_000,
        b"BEGIN:VCALENDAR\r\nX" + b";A=b" * 250_000,
        b'BEGIN:VCALENDAR\r\nX;A="' + b"a" * 1_000_000,
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:" + b"\\" * 1_000_000,
        b"BEGIN:VCALENDAR\r\nSUMMARY:" + b"a\r\n " * 240_000,
        calendar(*["BEGIN:VEVENT", "END:VEVENT"] * 30_000),
        calendar(vevent("EXDATE:" + "20270308T140000Z," * 60_000, "RRULE:FREQ=DAILY;COUNT=2")),
        # Minutes where a pattern is tried at each character, or a list of a rule at each day.
        calendar(vevent("CONTACT:" + "a" * 1_000_000)),
        calendar(vevent("RRULE:FREQ=YEARLY;UNTIL=20360101;BYDAY=" + "53SU," * 200_000 + "1MO")),
    ],
    ids=[
        "nesting",
        "parameters",
        "quotes",
        "backslashes",
        "folds",
        "events",
        "dates",
        "contact",
        "weekdays",
    ],
)
def test_hostile_file_takes_memory_in_proportion_to_its_bytes(content):
    tracemalloc.start()
    with suppress(InvalidInputError):
        read(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 60 * MAX_BYTES


INSTANTS = st.datetimes(min_value=FIRST, max_value=LAST, timezones=st.just(UTC))


@settings(max_examples=40)
@given(INSTANTS, st.integers(1, 3000), st.sampled_from(ZONES), st.text(max_size=80))
def test_our_own_entry_is_read_as_what_it_was(starts_at, minutes, zone, title):
    starts_at = starts_at.replace(second=0, microsecond=0)
    span = Span(starts_at, starts_at + timedelta(minutes=minutes))
    when = timed_at(span, zone)
    content = render_event_file(_entry(when, span, title))

    (event,) = read(content).events

    assert resolve(event.when) == span
    assert event.text.title == one_line(title)
    assert (event.uid, event.sequence) == ("talk@example.org", 4)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
@settings(max_examples=20)
def test_our_own_days_are_read_as_what_they_were(first, more):
    when = Days(first, first + timedelta(days=more), "Europe/Zurich")

    (event,) = read(render_event_file(_entry(when, resolve(when), "Conference"))).events

    assert event.when == when


def _entry(when, span, title):
    return CalendarEvent(
        uid="talk@example.org",
        sequence=4,
        stamp=FIRST.replace(tzinfo=UTC),
        created=FIRST.replace(tzinfo=UTC),
        summary=title,
        description="",
        location="",
        url="",
        when=when,
        span=span,
        status="CONFIRMED",
    )
