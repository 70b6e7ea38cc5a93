"""The strict parser finds what the standard library's finds, and rejects ambiguous messages."""

from email import message_from_bytes, policy
from email.headerregistry import HeaderRegistry

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.emails.test_mime_message import EMAIL
from webinars.emails import headers, parser
from webinars.emails.mime_message import MessageError, build, compare

BODY = build(EMAIL)
END = b"--=_webinars_mixed--\r\n"


def test_parts_equal_those_of_the_standard_library():
    message = message_from_bytes(BODY, policy=policy.default)

    _, parts = parser.read(BODY)

    assert [(part.content_type, part.method, part.octets) for part in parts] == [
        (part.get_content_type(), part.get_param("method"), part.get_payload(decode=True) or b"")
        for part in message.walk()
    ]
    assert [part.parts for part in parts] == [2, 3, 0, 0, 0, 0]


def test_repeated_headers_are_returned_repeatedly():
    headers, _ = parser.read(BODY.replace(b"Date: ", b"Date: never\r\nDate: "))

    assert [name for name, _ in headers].count("Date") == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'mixed"\r\n\r\n--', b'mixed"\r\n\r\nfor readers without MIME\r\n--'),
        (END, b""),
        (END, END + b"after the end\r\n"),
        (END, END[2:]),
        (b"\r\n" + END, b"\r\n--=_webinars_mixed \r\n\r\n\r\n" + END),
        (b"\r\n" + END, b"\r\n--=_webinars_mixedup\r\n\r\n" + END),
        (b"Encoding: base64\r\n\r\n", b"Encoding: base64\r\n\r\n=AAA"),
        (b"Encoding: base64\r\n\r\n", b"Encoding: base64\r\n\r\n!"),
        (b"Encoding: base64", b"Encoding: 8bit"),
        (b"Content-Transfer-Encoding: base64\r\n", b""),
        (b"Content-Type: text/html", b"no header\r\nContent-Type: text/html"),
        (b'; boundary="=_webinars_alternative"', b""),
        (b"To: ", b"no header\r\nTo: "),
        (b"asa@example.com", b"asa@example.com, eve@example.com"),
        (b" <asa@example.com>", b""),
    ],
)
def test_ambiguous_message_is_rejected(old, new):
    flawed = BODY.replace(old, new, 1)
    assert flawed != BODY

    with pytest.raises(MessageError):
        compare(flawed, EMAIL)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120))
@example("Ann")
@example("Mary-Ann O'Hara")
@example("Åsa Öberg")
@example("آن " * 40)
@example('"Ann" <eve@example.org>')
def test_names_parse_as_with_the_strictest_parser(name):
    value = headers.encode_address(" ".join(name.split()), "ann.o'hara+x@mail.example.org")
    [strict] = HeaderRegistry()("To", "".join(value.splitlines())).addresses

    read, email = parser.mailbox(value)

    assert email == strict.addr_spec
    # That parser puts a space between adjacent encoded words.
    assert "".join(read.split()) == "".join(strict.display_name.split())


@pytest.mark.parametrize(
    "value", ["", "a@b.org, c@d.org", "Ann <a@b.org>, Eve <c@d.org>", "everyone: a@b.org, c@d.org;"]
)  # fmt: skip
def test_header_without_exactly_one_address_is_rejected(value):
    with pytest.raises(parser.UnreadableError):
        parser.mailbox(value)
