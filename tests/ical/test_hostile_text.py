"""Every parser returns user input unchanged, except for characters that calendars cannot contain."""

from datetime import date, datetime
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from tests.ical.parsers import EVERY_PARSER
from tests.ical.samples import MESSAGE, entry, make, timed
from webinars.ical.content_lines import (
    ascii_uri,
    clean_parameter,
    clean_text,
    escape_text_value,
    fold_line,
    mailto_uri,
    one_line,
)
from webinars.ical.feed import render_event_file, render_feed
from webinars.ical.itip import Attendee, Organizer, _attendee, render_cancel, render_request
from webinars.ical.round_trip_check import (
    ExpectedContent,
    _parsed_person,
    _person,
    check_round_trip,
)
from webinars.ical.vevent import render_fragment
from webinars.timezones.schedule import Days

HOSTILE = "\\;,:\"'^%=\n\r\0\x07\x1b\t\v\x85\u2028\ufeff\ud800 é😀جنيف\u202e会ßNn\U0010ffff"
words = st.text(st.one_of(st.sampled_from(HOSTILE), st.characters()), max_size=250)
often = settings(max_examples=120, deadline=None, derandomize=True)

WHEN = timed(datetime(2027, 7, 16, 15), "Europe/Zurich")
GENEVA = "جنيف 😀 \\n \\\\; C:\\New, \r\nBEGIN:VALARM\r\n\0" * 8


@often
@example("\\;,\n" * 40)
@example("a" + "\\;,\n" * 40)
@example("a😀é" * 40)
@given(words)
def test_fold_splits_no_character_and_no_escape(text):
    content = f"DESCRIPTION:{escape_text_value(clean_text(text))}".encode()

    folded = fold_line(content)

    lines = folded.removesuffix(b"\r\n").split(b"\r\n")
    assert folded.replace(b"\r\n ", b"") == content + b"\r\n"
    assert all(0 < len(line) <= 75 for line in lines)
    assert [line.decode() for line in lines]
    assert all((len(line) - len(line.rstrip(b"\\"))) % 2 == 0 for line in lines)


def test_only_lines_over_75_octets_are_folded():
    assert fold_line(b"X:" + b"a" * 73) == b"X:" + b"a" * 73 + b"\r\n"
    assert fold_line(b"X:" + b"a" * 74) == b"X:" + b"a" * 73 + b"\r\n a\r\n"


def test_folded_lines_are_as_long_as_allowed():
    lengths = [len(line) for line in fold_line(b"X:" + b"a" * 300).split(b"\r\n")]

    assert lengths == [75, 75, 75, 75, 6, 0]


def test_only_four_characters_are_escaped():
    assert escape_text_value('a\\b;c,d\ne:f"g') == 'a\\\\b\\;c\\,d\\ne:f"g'


def test_characters_that_calendars_cannot_contain_are_removed():
    assert clean_text("\ufeffa\0b\x1bc\x9fd\ud800e\tf\x7f") == "abcde\tf"


def test_every_line_break_becomes_a_line_feed():
    assert clean_text("a\r\nb\rc\nd\u2028e\x85f \t\vg  \n\n") == "a\nb\nc\nd\ne\nf\ng"


@pytest.mark.parametrize("parse", EVERY_PARSER)
@often
@example(text=GENEVA, name=GENEVA)
@given(text=words, name=words)
def test_every_parser_returns_hostile_text_unchanged(parse, text, name):
    event = make(WHEN, summary=name, description=text, location=name, categories=(name,))

    assert parse(render_event_file(event)) == [entry(event)]


@often
@example(text=GENEVA, name=GENEVA)
@given(text=words, name=words)
def test_hostile_text_passes_the_self_check_in_every_object(text, name):
    event = make(WHEN, summary=name, description=text, location=text, categories=(name, text))
    attendee = Attendee(name, "asa@example.com")
    organizer = Organizer(text, "events@example.org")
    people = {"attendee": attendee, "organizer": organizer, **MESSAGE}

    check_round_trip(render_event_file(event), ExpectedContent(event))
    check_round_trip(
        render_feed([render_fragment(event)], "Europe/Zurich", name, text), ExpectedContent(event)
    )
    asked = render_request(event, attendee, organizer, **MESSAGE, replies=True)
    check_round_trip(asked, ExpectedContent(event, "REQUEST", **people, replies=True))
    check_round_trip(
        render_cancel(event, attendee, organizer, **MESSAGE),
        ExpectedContent(event, "CANCEL", **people),
    )


@often
@example(name=GENEVA, about=GENEVA)
@given(name=words, about=words)
def test_name_of_a_feed_is_escaped(name, about):
    parsed = Calendar.from_ical(render_feed([], "Europe/Zurich", name, about))

    # icalendar gives properties beyond RFC 5545 as they were written.
    raw = [str(parsed.get(key, "")) for key in ("NAME", "X-WR-CALNAME", "X-WR-CALDESC")]
    assert raw == [
        escape_text_value(one_line(name)),
        escape_text_value(one_line(name)),
        escape_text_value(clean_text(about)),
    ]
    assert str(parsed.get("DESCRIPTION", "")) == clean_text(about)


@often
@given(words)
def test_name_is_in_one_pair_of_quotation_marks(name):
    attendee, organizer = Attendee(name, "a@b.org"), Organizer("", "o@b.org")

    body = render_request(make(WHEN), attendee, organizer, **MESSAGE, replies=False)

    lines = body.replace(b"\r\n ", b"").decode().split("\r\n")
    line = next(line for line in lines if line.startswith("ATTENDEE"))
    assert line.count('"') == (2 if clean_parameter(name) else 0)
    assert line.endswith(":mailto:a@b.org")


@often
@example(name="50 % off", address="50%@example.org")
@example(name="a^nb", address="a@b.org")
@given(words, words)
def test_person_parsed_with_a_placeholder_equals_the_parsed_line(name, address):
    person = Attendee(name, f"{address}@example.org")

    line = _attendee(person, "ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE")

    assert _person(line) == _parsed_person(line)


def test_quotation_marks_in_a_name_become_apostrophes():
    assert clean_parameter('Åsa "Öb" Öberg; ^n C:\\x\r\n') == (
        "Åsa 'Öb' Öberg; \N{MODIFIER LETTER CIRCUMFLEX ACCENT}n C:/x"
    )


@often
@given(words)
def test_encoded_urls_are_ascii_and_stable(path):
    written = ascii_uri(f"https://example.org/{path}")

    assert written.isascii()
    assert not set(written) & set(' "<>\\^`{|}\r\n')
    assert ascii_uri(written) == written


def test_url_in_other_scripts_is_encoded():
    assert ascii_uri("https://bücher.example/é?q=a b,c;d%20e") == (
        "https://xn--bcher-kva.example/%C3%A9?q=a%20b,c;d%20e"
    )
    assert ascii_uri("https://example.org/100%") == "https://example.org/100%25"
    assert ascii_uri("https://straße.example:8080/") == "https://xn--strae-oqa.example:8080/"
    assert ascii_uri("https://💩.example/") == "https://%F0%9F%92%A9.example/"


def test_mailto_is_spelled_as_in_the_to_header():
    assert mailto_uri("Asa+x.y'z@Example.com") == "mailto:Asa+x.y'z@Example.com"
    assert mailto_uri("asa@exämple.com") == "mailto:asa@xn--exmple-cua.com"
    assert unquote(mailto_uri("åsa b\r\nX:y@example.com")) == "mailto:åsa b X:y@example.com"


def test_empty_properties_are_omitted():
    days = Days(date(2027, 1, 1), date(2027, 1, 2), "Europe/Zurich")
    body = render_event_file(
        make(days, description=" \r\n", location="\0", url="", categories=("",))
    )

    for name in (b"DESCRIPTION", b"LOCATION", b"URL", b"CATEGORIES"):
        assert b"\r\n" + name not in body
