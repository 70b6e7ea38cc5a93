"""Parsing incoming e-mails: replies of known calendars, and arbitrary input."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.replies.mails import CALENDARS, REPLY_ADDRESS, written
from webinars.ical.reply import LONGEST_COMMENT, parse_reply
from webinars.replies.parsing import parse_mail
from webinars.replies.parsing.mail_type import MailType
from webinars.replies.parsing.parse_mail import IncomingEmail, UnreadableError, parse_incoming
from webinars.replies.reply_rules import is_from_registrant

UID, PERSON = "7c1e@events.example.org", "wanjiru@example.com"
NINE_THIRTY = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def read(raw, **fields):
    return parse_incoming(raw, reply_address=REPLY_ADDRESS, **fields)


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DECLINED"])
@pytest.mark.parametrize("shape", CALENDARS)
def test_replies_of_all_known_calendars_are_parsed(shape, partstat):
    result = read(written(shape, partstat=partstat, sequence=3, attendee="Wanjiru@Example.COM"))

    answer = result.answer
    assert (result.mail_type, result.tokens, result.sender) == (MailType.ANSWER, ("token",), PERSON)
    assert (answer.method, answer.uid, answer.partstat) == ("REPLY", UID, partstat)
    assert (answer.sequence, answer.stamp) == (3, NINE_THIRTY)
    assert is_from_registrant(answer, uid=UID, address=PERSON, sender=result.sender)


def test_comment_of_outlook_is_parsed_as_text():
    assert read(written("outlook")).answer.comment == "I cannot come, the train is on strike."


def test_reply_of_outlook_without_organizer_is_parsed():
    result = read(written("outlook"))

    assert (result.answer.organizer, result.tokens) == ("", ("token",))


def test_proposed_time_in_a_windows_zone_is_parsed():
    answer = read(written("counter")).answer

    assert (answer.method, answer.partstat) == ("COUNTER", "TENTATIVE")
    assert answer.proposed == (
        datetime(2027, 7, 16, 14, tzinfo=UTC),
        datetime(2027, 7, 16, 15, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("DTSTART;TZID=Customised:20270716T160000", "DTEND;TZID=Customised:20270716T170000"),
        ("DTSTART:20270716T160000", "DTEND:20270716T170000"),
        ("DTSTART;VALUE=DATE:20270716", "DTEND;VALUE=DATE:20270717"),
        ("DTSTART:20270716T160000Z", "DTEND:20270716T150000Z"),
        ("DTSTART:20270716T160000Z", "X-NO:END"),
        ("DTSTART:99991231T235959Z", "DTEND:99991231T235959Z"),
        ("DTSTART;TZID=Europe/Zurich:20270328T023000", "DTEND:20270716T150000Z"),
    ],
)
def test_ambiguous_proposed_time_is_ignored(start, end):
    body = calendar("COUNTER", start, end)

    assert parse_reply(body).proposed is None


@pytest.mark.parametrize(
    "zone", ["/freeassociation.sourceforge.net/Europe/Zurich", "Europe/Zurich"]
)
def test_vendor_prefix_of_a_zone_is_ignored(zone):
    ends = f"DTSTART;TZID={zone}:20270716T160000", f"DTEND;TZID={zone}:20270716T170000"

    assert parse_reply(calendar("COUNTER", *ends)).proposed[0] == datetime(
        2027, 7, 16, 14, tzinfo=UTC
    )


def calendar(method="REPLY", *more, attendees=(f"ATTENDEE;PARTSTAT=DECLINED:mailto:{PERSON}",)):
    lines = ["BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{UID}", *attendees, *more]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def test_any_letter_case_and_line_ending_is_parsed():
    body = calendar("reply", "sequence:2").replace(b"mailto:", b"MAILTO:").replace(b"UID", b"uid")

    for end in (b"\n", b"\r", b"\r\n"):
        answer = parse_reply(b"\xef\xbb\xbf" + body.replace(b"\r\n", end))
        assert (answer.uid, answer.attendees, answer.sequence) == (UID, (PERSON,), 2)


@pytest.mark.parametrize(
    "text",
    [
        calendar("REQUEST"),
        calendar("CANCEL"),
        calendar("REPLY", attendees=()),
        calendar("REPLY", attendees=[f"ATTENDEE;PARTSTAT=DECLINED:mailto:{n}@a.org" for n in "ab"]),
        calendar("REPLY", "UID:another"),
        calendar("REPLY", "SEQUENCE:-1"),
        calendar("REPLY", "SEQUENCE:²"),
        calendar("REPLY", "END:VEVENT", "BEGIN:VEVENT"),
        calendar("REPLY", "BEGIN:VALARM", "BEGIN:X"),
        calendar("REPLY", *["X-A:b"] * 2000),
        calendar("REPLY", "COMMENT:" + "a" * 256 * 1024),
        calendar().replace(b"UID:" + UID.encode(), b"X:y"),
        b"",
        b"\x00\xff" * 100,
    ],
)
def test_unclear_calendar_object_is_no_reply(text):
    assert parse_reply(text) is None


def test_partstat_in_a_name_is_not_the_partstat():
    person = f'ATTENDEE;CN="x;PARTSTAT=ACCEPTED";PARTSTAT=DECLINED:mailto:{PERSON}'

    assert parse_reply(calendar(attendees=[person])).partstat == "DECLINED"


def test_repeated_alarms_are_allowed():
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT1M", "REPEAT:999999999", "UID:alarm", "END:VALARM")

    assert parse_reply(calendar("REPLY", *alarm, "RRULE:FREQ=SECONDLY")).uid == UID


def test_comment_is_truncated_and_has_no_control_characters():
    body = calendar("REPLY", "COMMENT:a\x07\x1b[31m\u202e\\nb\\; " + "c" * 5000)

    comment = parse_reply(body).comment
    assert comment.startswith("a[31m\nb; c")
    assert len(comment) == LONGEST_COMMENT


def test_dtstamp_out_of_range_is_ignored():
    assert parse_reply(calendar("REPLY", "DTSTAMP:00010101T000000Z")).stamp is None
    assert parse_reply(calendar("REPLY", "DTSTAMP:20261399T000000Z")).stamp is None
    assert parse_reply(calendar("REPLY", "DTSTAMP:20261125T093000")).stamp == NINE_THIRTY


# --- Emails that are not replies


def test_two_different_replies_in_one_email_are_ignored():
    raw = written("gmail", partstat="ACCEPTED")
    assert read(raw.replace(b"PARTSTAT=ACCEPTED", b"PARTSTAT=DECLINED", 1)).answer is None


def test_calendar_part_is_recognised_by_its_filename():
    raw = written("apple").replace(
        b"Content-Type: text/calendar;", b'Content-Type: application/octet-stream; name="a.ICS";'
    )

    assert read(raw).mail_type is MailType.ANSWER


# --- Attendee, sender and recipient


@pytest.mark.parametrize(
    ("fields", "is_right"),
    [
        ({}, True),
        ({"sender": "WANJIRU@EXAMPLE.COM"}, True),
        ({"sender": "wanjiru+calendar@example.com"}, True),
        ({"attendee": "wanjiru+events@example.com"}, True),
        ({"sender": "mallory@example.net"}, False),
        ({"sender": "wanjiru@example.com.evil.example"}, False),
        ({"sender": ""}, False),
        ({"attendee": "mallory@example.net"}, False),
        ({"attendee": ""}, False),
        ({"uid": "another@events.example.org"}, False),
    ],
)
@pytest.mark.parametrize("shape", CALENDARS)
def test_reply_must_match_event_attendee_and_sender(shape, fields, is_right):
    result = read(written(shape, **fields))

    theirs = result.answer and is_from_registrant(
        result.answer, uid=UID, address=PERSON, sender=result.sender
    )
    assert bool(theirs) is is_right


def test_dots_in_gmail_addresses_are_ignored():
    result = read(written("gmail", sender="w.kamau@gmail.com", attendee="wkamau@googlemail.com"))

    assert is_from_registrant(
        result.answer, uid=UID, address="wka.mau@gmail.com", sender=result.sender
    )


def test_two_senders_count_as_none():
    raw = written("apple").replace(b"From: ", b"From: mallory@example.net, ", 1)

    assert read(raw).sender == ""


def test_reply_to_one_recurrence_is_not_ours():
    answer = parse_reply(calendar("REPLY", "RECURRENCE-ID:20270716T130000Z"))

    assert not is_from_registrant(answer, uid=UID, address=PERSON, sender=PERSON)


@pytest.mark.parametrize(
    ("to", "tokens"),
    [
        ("RSVP+ToKeN@EVENTS.example.org", ("token",)),
        ("rsvp@events.example.org", ()),
        ("rsvp+token@events.example.com", ()),
        ("other+token@events.example.org", ()),
        ('"rsvp+a@events.example.org" <rsvp+b@events.example.org>', ("b",)),
    ],
)
def test_tokens_are_parsed_only_from_our_reply_address(to, tokens):
    raw = re.sub(rb"(?m)^(X-Original-To|ORGANIZER).*\r\n", b"", written("apple", to=to))

    assert read(raw).tokens == tokens


def test_envelope_recipients_are_used():
    raw = written("outlook", to="undisclosed-recipients:;")

    result = read(raw, recipients=["rsvp+other@events.example.org"])

    assert result.tokens == ("other",)


def test_key_identifies_an_email():
    raw = written("gmail")

    assert read(raw).key == read(raw).key != read(written("gmail")).key
    nameless = re.sub(rb"(?im)^message-id:.*\r\n", b"", raw)
    assert read(nameless).key == read(nameless).key != read(nameless + b"\r\n").key


# --- Arbitrary input


def test_oversized_email_is_not_parsed():
    with pytest.raises(UnreadableError, match="too-long"):
        read(b"a" * (parse_mail.MAX_BYTES + 1))


@pytest.mark.parametrize(
    "kind", ["multipart/mixed; boundary=x", "message/rfc822", "multipart/digest"]
)
def test_deeply_nested_email_is_not_parsed(kind):
    with pytest.raises(UnreadableError, match="too-deep"):
        read(f"Content-Type:\r\n {kind}\r\n\r\n--x\r\n".encode() * 2000)


MAILS = st.sampled_from([*CALENDARS, "counter", "bounce", "vacation", "forwarded"]).map(
    lambda shape: written(shape, mail_id="1")
)
PIECES = st.sampled_from(
    [b"\r\n", b"--", b"=", b":", b'"', b";", b"\x00", b"\xff", b"BEGIN:VEVENT\r\n", b"END:VEVENT",
     b"From: <", b"ATTENDEE:", b"charset=nothing", b"base64", b"boundary=", b"=?x?q?=ff?="]
)  # fmt: skip


@st.composite
def damaged(draw):
    """Generate an e-mail of a known shape with cut, overwritten and duplicated bytes."""
    raw = draw(MAILS)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 80)))
        raw = raw[:start] + draw(PIECES | st.binary(max_size=20)) + raw[end:]
    return raw


@given(damaged() | st.binary(max_size=400))
def test_any_input_is_parsed_or_rejected(raw):
    try:
        result = read(raw)
    except UnreadableError:
        return
    assert isinstance(result, IncomingEmail)
    assert (result.answer is not None) == (result.mail_type is MailType.ANSWER)


@given(st.binary(max_size=600))
def test_no_calendar_object_raises(body):
    parse_reply(body)
    parse_reply(calendar("REPLY").replace(b"END:VEVENT", body + b"\r\nEND:VEVENT"))


@given(st.text(max_size=40), st.emails(), st.emails(), st.text(max_size=40))
def test_no_sender_replies_for_another_attendee(prefix, sender, attendee, name):
    results = re.sub(r"[\r\n$]", "", f"{prefix}{sender}"), re.sub(r"[\r\n$]", "", attendee)
    raw = written("outlook", sender=results[0], attendee=results[1], mail_id="1")

    result = read(raw)

    # Hypothesis never generates her address.
    if result.answer is not None:
        assert not is_from_registrant(result.answer, uid=UID, address=PERSON, sender=result.sender)
