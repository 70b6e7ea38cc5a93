"""Long values of imported calendars: measured before anything works on them, so that they cost nothing."""

import sys
from contextlib import suppress

import pytest

from tests.event_import.sources import calendar, read, vevent
from webinars.errors import InvalidInputError
from webinars.event_import.calendar_components import MAX_VALUE_LENGTH, parse_calendars
from webinars.event_import.event_details import DetailsReader
from webinars.event_import.source_events import MAX_BYTES
from webinars.i18n import translator_for

WORDS = "Room XX https://zoom.us/j/123456789 passcode 1234 Ann <ann@example.org> "
LONG = WORDS * ((MAX_BYTES - 500) // len(WORDS))
# How a value of each property is answered; "" where it is left out, and the event is imported without.
PROPERTIES = {
    "LOCATION:": "venue-too-long",
    "SUMMARY:": "title-too-long",
    "DESCRIPTION:": "description-too-long",
    "X-ALT-DESC;FMTTYPE=text/html:": "description-too-long",
    "UID:": "import-uid-invalid",
    "RRULE:": "recurrence-not-supported",
    "CONTACT:": "",
    "URL:https://example.org/": "",
    "CONFERENCE:https://rooms.example.org/": "",
    "CATEGORIES:": "",
    "ORGANIZER;CN=Ann:mailto:": "",
}
MOST_CALLS = 2000


def calls_of(action):
    """Return the number of Python functions that an action calls, and the code of its refusal."""
    number, code = 0, ""

    def count(_frame, event, _argument):
        nonlocal number
        number += event == "call"

    sys.setprofile(count)
    try:
        action()
    except InvalidInputError as error:
        code = error.code
    finally:
        sys.setprofile(None)
    return number, code


def read_event(content):
    t = translator_for("en")
    source = read(content)
    for entry in source.refused:
        raise entry.error
    DetailsReader(t, [t], None).details_of(source.events[0])


@pytest.mark.parametrize("beginning", PROPERTIES)
def test_value_of_a_megabyte_is_not_worked_on(beginning):
    with suppress(InvalidInputError):  # so that patterns are compiled
        read_event(calendar(vevent(beginning + WORDS)))

    number, code = calls_of(lambda: read_event(calendar(vevent(beginning + LONG))))

    assert code == PROPERTIES[beginning]
    assert number < MOST_CALLS


def test_each_value_is_cut_where_it_is_read():
    [parsed] = parse_calendars(
        calendar(vevent(f'X-ANY;P="{LONG}":{LONG[:9]}', f"X-B:{LONG[:9]}{LONG}"[:900_000])).decode()
    )
    [event] = parsed.components

    values = [one for several in event.properties.values() for one in several]
    assert max(len(one.value) for one in values) == MAX_VALUE_LENGTH
    assert max(len(text) for one in values for text in one.parameters.values()) == 500
