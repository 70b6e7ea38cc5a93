"""Building messages: headers and parts parse back to the e-mail, whatever users enter."""

import binascii
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webinars.emails import headers, mime_parts, sanitize
from webinars.emails.mime_message import build
from webinars.emails.outgoing_email import (
    CalendarPart,
    Mailbox,
    OutgoingEmail,
    UndeliverableError,
    mailbox,
)
from webinars.emails.self_check import MessageError, compare

CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Gen\xc3\xa8ve\r\nEND:VCALENDAR\r\n"
EMAIL = OutgoingEmail(
    sender=Mailbox("Geneva Forum", "events@example.org"),
    recipient=Mailbox("Åsa Öberg", "asa@example.com"),
    reply_to=Mailbox("Amira Haddad", "amira@example.org"),
    subject="Your place: Children, Friday 16 July, 16:00 Nairobi",
    text="Åsa, you have a place.\n",
    html="<p>Åsa, you have a place.</p>",
    calendar=CalendarPart("REQUEST", CALENDAR),
    mail_id="<1.abc@example.org>",
    written_at=datetime(2026, 11, 25, 9, tzinfo=UTC),
)
INJECTION = "=?utf-8?q?A=0AContent-Type:_text/html=0A=0A<a_href=3Dhttps://evil.example>Verify</a>?="
PIECES = [
    INJECTION,
    "=?", "?=", "?b?", "=0A", "\r\n", "\n", "\x00", "\x85", "\u2028", "\u202e", "\u2066", " ", ",", ";",
    ":", '"', "\\", "<", ">", "@", "(", ")", ".", "é", "ж", "中", "ا", "😀", "x" * 80, "Bcc: all@example.org",
]  # fmt: skip
LINKIFIED = re.compile(r"://|\w\.\w|\S@\S")
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map("".join)


def read(body):
    return message_from_bytes(body, policy=policy.default)


def shape(body):
    return [
        (part.get_content_type(), sorted(map(str.lower, part.keys()))) for part in read(body).walk()
    ]


def recipients(body):
    return [address.addr_spec for address in read(body)["To"].addresses]


def test_calendar_is_last_alternative_and_also_an_attachment():
    message = read(build(EMAIL))

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar, file = list(message.walk())[-2:]
    assert calendar.get_payload(decode=True) == file.get_payload(decode=True) == CALENDAR
    assert (calendar["Content-Type"].params["method"], calendar.get_content_charset()) == (
        "REQUEST",
        "utf-8",
    )
    assert calendar["Content-Transfer-Encoding"] == file["Content-Transfer-Encoding"] == "base64"
    assert calendar["Content-Disposition"] is None
    assert file.get_filename() == "invite.ics"


def test_email_without_calendar_has_two_parts():
    message = read(build(replace(EMAIL, calendar=None)))

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_headers_parse_back_to_their_values():
    message = read(build(EMAIL))

    assert {name: str(message[name]) for name in message.keys() if "Content" not in name} == {  # noqa: SIM118 - a message is no dict
        "From": "Geneva Forum <events@example.org>",
        "To": "Åsa Öberg <asa@example.com>",
        "Reply-To": "Amira Haddad <amira@example.org>",
        "Subject": "Your place: Children, Friday 16 July, 16:00 Nairobi",
        "Date": "Wed, 25 Nov 2026 09:00:00 +0000",
        "Message-ID": "<1.abc@example.org>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }


def test_thread_is_in_its_two_headers():
    first = read(build(replace(EMAIL, references=("<thread-1@example.org>",))))
    later = read(build(replace(EMAIL, references=("<thread-1@example.org>", "<2@example.org>"))))

    assert (first["References"], first["In-Reply-To"]) == ("<thread-1@example.org>", None)
    assert later["References"].split() == ["<thread-1@example.org>", "<2@example.org>"]
    assert later["In-Reply-To"] == "<2@example.org>"


def test_reference_with_a_line_break_is_refused():
    with pytest.raises(MessageError):
        build(replace(EMAIL, references=("<1@example.org>\r\nBcc: all@example.org",)))


@settings(max_examples=80)
@given(hostile, hostile, hostile)
@example(INJECTION, INJECTION, INJECTION)
def test_hostile_names_and_titles_change_no_headers_recipients_or_parts(sender, name, title):
    usual = build(EMAIL)

    body = build(
        replace(
            EMAIL,
            sender=mailbox(sender, "events@example.org"),
            recipient=mailbox(name, "asa@example.com"),
            reply_to=mailbox(name, "amira@example.org"),
            subject=sanitize.one_line(title),
        )
    )

    assert shape(body) == shape(usual)
    assert recipients(body) == recipients(usual)


@settings(max_examples=60)
@given(hostile)
@example("x" * 5000)
@example("é" * 5000)
@example(".\n" * 10)
def test_any_text_parses_back_and_no_line_is_too_long(text):
    result = sanitize.paragraph(text)

    body = build(replace(EMAIL, text=result + "\n", html=f"<p>{result}</p>"))

    assert max(map(len, body.split(b"\r\n"))) <= 998
    assert body.isascii()
    back = read(body).get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert back.rstrip("\n") == result.rstrip("\n")


@given(
    st.lists(st.sampled_from(["\n", " ", "\t", "=", ".", "From ", "é" * 40, "x" * 70]), max_size=12)
)
def test_lines_are_quoted_as_in_the_whole_text(pieces):
    text = "".join(pieces)
    result = text.removesuffix("\n") + "\n"

    part = mime_parts.text("plain", text)

    assert part.partition(b"\r\n\r\n")[2] == binascii.b2a_qp(
        result.replace("\n", "\r\n").encode(), istext=True
    )


def test_all_lines_end_in_crlf():
    body = build(EMAIL)

    assert body.count(b"\n") == body.count(b"\r") == body.count(b"\r\n")


@pytest.mark.parametrize("sign", ["\r", "\n", "\x00", "\x07", "\x85", "\u2028", "\ud800"])
@pytest.mark.parametrize("field", ["subject", "mail_id", "sender", "recipient"])
def test_control_characters_in_headers_are_rejected(field, sign):
    text = f"a{sign}b"
    value = Mailbox(text, "a@example.org") if field in {"sender", "recipient"} else text

    with pytest.raises(MessageError):
        build(replace(EMAIL, **{field: value}))


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x85", "\ud800"])
def test_control_characters_in_texts_are_rejected(sign):
    with pytest.raises(MessageError):
        build(replace(EMAIL, text=f"a{sign}b"))


@pytest.mark.parametrize(
    "email", ["a@b.example\r\nBcc: all@example.org", "a@b.example, c@d.example"]
)
def test_address_with_a_second_address_is_rejected(email):
    with pytest.raises(MessageError):
        build(replace(EMAIL, recipient=Mailbox("Ann", email)))


@pytest.mark.parametrize("flaw", [
    lambda body: body.replace(b"To: ", b"Bcc: all@example.org\r\nTo: "),
    lambda body: body.replace(b"asa@example.com", b"eve@example.com"),
    lambda body: body.replace(b"Your place", b"Your crown"),
    lambda body: body.replace(b"you have a place", b"you have a crown"),
    lambda body: body.replace(b"REQUEST", b"PUBLISH"),
    lambda body: body.replace(b"Geneva Forum", b"Geneva Farce"),
])  # fmt: skip
def test_message_that_parses_back_differently_is_rejected(flaw):
    usual = build(EMAIL)
    assert flaw(usual) != usual

    with pytest.raises(MessageError):
        compare(flaw(usual), EMAIL)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ann",
        "ann@",
        "@example.org",
        "a b@example.org",
        '"a b"@example.org',
        "ann@exa mple.org",
        "åsa@example.org",
        "a..b@example.org",
        "=?utf-8?q?a?=@example.org",
        "x" * 65 + "@example.org",
        "ann@" + "x" * 64 + ".org",
        "ann@example.org\r\nRCPT TO:<all@example.org>",
    ],
)
def test_invalid_address_is_undeliverable(email):
    with pytest.raises(UndeliverableError):
        mailbox("Ann", email)


def test_non_ascii_domain_is_encoded_as_idna():
    assert mailbox("Ann", "ann@bücher.example").email == "ann@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ann", "Ann"),
        ("J. R. R. Tolkien", "J. R. R. Tolkien"),
        ("Åsa  Öberg\t", "Åsa Öberg"),
        ("وانجيرو كاماو", "وانجيرو كاماو"),
        ("👩‍🚀", "👩‍🚀"),
        ("https://evil.example/x", "https: //evil. example/x"),
        ("www.evil.example", "www. evil. example"),
        ("evil\ufe0f.com", "evil\ufe0f. com"),
        ("paypal💰.com/a", "paypal💰. com/a"),
        ("evil™.com", "evil™. com"),
        ("xq\u0301.com", "xq\u0301. com"),
        ("evil\u20e3.com", "evil\u20e3. com"),
        ("evil\u200d.com", "evil\u200d. com"),
        ("evil_.com", "evil_. com"),
        ("//evil.com/x", "/ /evil. com/x"),
        ("eve@evil.example", "eve @ evil. example"),
        ("evil。example", "evil。 example"),
        ("\u202eelpmaxe.live", "elpmaxe. live"),
        (INJECTION[:20], "= ?utf-8?q?A=0AConten"),
        ("x" * 200, "x" * 99 + "…"),
    ],
)
def test_name_is_readable_but_no_link_or_header(text, shown):
    assert sanitize.person(text) == shown


@given(hostile)
@example("a.b.c.d.e@f.g://h")
@example(INJECTION * 3)
def test_no_name_contains_an_encoded_word_or_a_link(name):
    shown = sanitize.person(name)

    assert not LINKIFIED.search(shown)
    assert "=?" not in shown
    assert "?=" not in shown


@pytest.mark.parametrize(
    ("name", "direction", "fenced"),
    [("Ann", "ltr", False), ("Ann", "rtl", True), ("آن", "ltr", True), ("آن", "rtl", False)],
)
def test_name_of_the_other_direction_is_isolated(name, direction, fenced):
    assert sanitize.isolated(name, direction) == (f"\u2068{name}\u2069" if fenced else name)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u2068آن\u2069, hello", "\u2068آن\u2069, hello"),
        ("آن\u2069 evil \u2068", "آن evil "),
        ("\u2068\u2068آن\u2069", "\u2068آن\u2069"),
        ("\u2068آن\nhello\u2069", "آن\nhello"),
        ("\u2067آن\u2069 \u202eevil\u2068\u2069", "آن evil\u2068\u2069"),
    ],
)
def test_only_isolates_in_pairs_on_one_line_are_kept(text, shown):
    assert sanitize.paragraph(text) == shown
    assert sanitize.subject(text) == " ".join(shown.split())


@given(hostile)
def test_no_name_ends_its_isolate(name):
    fenced = sanitize.isolated(sanitize.person(f"آ{name}"), "ltr")

    assert sanitize.paragraph(fenced) == fenced
    assert [fenced.count(sign) for sign in "\u2066\u2067\u2068\u2069"] == [0, 0, 1, 1]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_encoded_words_are_short_and_split_no_character(value):
    words = headers.encode_words(value).split(headers.FOLD)

    assert max(map(len, words)) <= 75
    assert "".join(decode_header(word)[0][0].decode() for word in words) == value
