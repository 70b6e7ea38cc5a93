"""A stranger's calendar object is read to its limits, and no rule, address or length in it is followed."""

import pytest

from webinars.ical import reply
from webinars.ical.reply import read_answer


def calendar(*lines):
    """Return a decline with some lines more."""
    head = (
        "BEGIN:VCALENDAR",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        "UID:u@x",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.c",
    )
    return "\r\n".join((*head, *lines, "END:VEVENT", "END:VCALENDAR")).encode()  # fmt: skip


def test_an_object_is_read_up_to_its_limits_and_no_further():
    room = reply.MOST_LINES - len(calendar().splitlines())
    size = reply.LONGEST - len(calendar("X-A:")) - 2
    inside = reply.DEEPEST - 2
    nested = [f"{word}:X" for word in ("BEGIN", "END") for _ in range(inside)]

    assert read_answer(calendar(*["X-A:b"] * room))
    assert read_answer(calendar(*["X-A:b"] * (room + 1))) is None
    assert read_answer(calendar(f"X-A:{'b' * size}"))
    assert read_answer(calendar(f"X-A:{'b' * (size + 3)}")) is None
    assert read_answer(calendar(*nested))
    assert read_answer(calendar("BEGIN:X", *nested, "END:X")) is None


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
def test_no_rule_no_address_and_no_length_in_an_object_is_followed(line):
    """All of it is left unread: what is said of the answer is what the object says without the line."""
    assert read_answer(calendar(line)) in {read_answer(calendar()), None}
    if not line.startswith(("X", "DTSTART")):
        assert read_answer(calendar(line)) == read_answer(calendar())
