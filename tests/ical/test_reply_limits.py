"""Untrusted calendar objects are parsed within limits; rules, addresses and lengths in them are ignored."""

import pytest

from webinars.ical import reply
from webinars.ical.reply import parse_reply


def calendar(*lines):
    """Return a declining REPLY with additional lines."""
    head = (
        "BEGIN:VCALENDAR",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        "UID:u@x",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.c",
    )
    return "\r\n".join((*head, *lines, "END:VEVENT", "END:VCALENDAR")).encode()  # fmt: skip


def test_object_over_a_limit_is_not_parsed():
    spare_lines = reply.MOST_LINES - len(calendar().splitlines())
    size = reply.LONGEST - len(calendar("X-A:")) - 2
    inside = reply.DEEPEST - 2
    nested = [f"{word}:X" for word in ("BEGIN", "END") for _ in range(inside)]

    assert parse_reply(calendar(*["X-A:b"] * spare_lines))
    assert parse_reply(calendar(*["X-A:b"] * (spare_lines + 1))) is None
    assert parse_reply(calendar(f"X-A:{'b' * size}"))
    assert parse_reply(calendar(f"X-A:{'b' * (size + 3)}")) is None
    assert parse_reply(calendar(*nested))
    assert parse_reply(calendar("BEGIN:X", *nested, "END:X")) is None


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "RDATE:" + ",".join(["20270101T000000Z"] * 5000),
        "EXDATE:" + ",".join(["20270101T000000Z"] * 5000),
        "DURATION:P999999999W",
        "DTSTART:99999999T999999Z",
        "ATTACH;VALUE=URI:file:///etc/passwd",
        "ATTACH;FMTTYPE=text/calendar:http://169.254.169.254/latest",
        "X-A;" + ";".join(f"P{n}=v" for n in range(20_000)) + ":x",
        'X-A;B="' + "a" * 100_000,
        "X" * 100_000,
    ],
    ids=lambda line: line[:40],
)
def test_rules_addresses_and_lengths_in_an_object_are_ignored(line):
    """The result is the same as without the line, or None."""
    assert parse_reply(calendar(line)) in {parse_reply(calendar()), None}
    if not line.startswith(("X", "DTSTART")):
        assert parse_reply(calendar(line)) == parse_reply(calendar())
