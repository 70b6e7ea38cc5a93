"""The strict parser finds what the standard library's finds, and rejects ambiguous messages."""

from email import message_from_bytes, policy
from email.headerregistry import HeaderRegistry
from email.parser import BytesParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.emails.test_mime_message import EMAIL
from webinars.emails import headers, self_check_parser
from webinars.emails.mime_message import build
from webinars.emails.self_check import MessageError, compare

BODY = build(EMAIL)
END = b"--=_webinars_mixed--\r\n"


def test_parts_equal_those_of_the_standard_library():
    message = message_from_bytes(BODY, policy=policy.default)

    _, parts = self_check_parser.read(BODY)

    assert [(part.content_type, part.method, part.octets) for part in parts] == [
        (part.get_content_type(), part.get_param("method"), part.get_payload(decode=True) or b"")
        for part in message.walk()
    ]
    assert [part.parts for part in parts] == [2, 3, 0, 0, 0, 0]


def test_repeated_headers_are_returned_repeatedly():
    headers, _ = self_check_parser.read(BODY.replace(b"Date: ", b"Date: never\r\nDate: "))

    assert [name for name, _ in headers].count("Date") == 2


VISIBLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=9)
VALUES = st.lists(VISIBLE, min_size=1, max_size=4).flatmap(
    lambda words: st.sampled_from([" ".join(words), "\r\n ".join(words), "  ".join(words) + " "])
)


@given(st.lists(st.tuples(st.sampled_from(["To", "Subject", "X-Long-Name"]), VALUES), min_size=1))
@example([("Subject", "a:"), ("To", "=?utf-8?b?w6k=?=\r\n <a@example.org>")])
def test_plain_headers_are_read_as_by_the_standard_library(lines):
    block = "".join(f"{name}: {value}\r\n" for name, value in lines).encode()

    read, _ = self_check_parser.read(block + BODY.partition(b"MIME-Version: 1.0\r\n")[2])

    message = BytesParser(policy=policy.compat32).parsebytes(block, headersonly=True)
    assert read[:-1] == list(message.raw_items())


@pytest.mark.parametrize("line", [b"To:a@example.org", b"To: ", b"To: a\r\n\tb", b"To: a\r\n "])
def test_unusual_headers_are_left_to_the_standard_library(line):
    read, _ = self_check_parser.read(line + b"\r\n" + BODY)

    assert read[0][0] == "To"
    assert (
        read[0][1] == dict(BytesParser(policy=policy.compat32).parsebytes(line).raw_items())["To"]
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'mixed"\r\n\r\n--', b'mixed"\r\n\r\nfor readers without MIME\r\n--'),
        (END, b""),
        (END, END + b"after the end\r\n"),
        (END, END[2:]),
        (b"\r\n" + END, b"\r\n--=_webinars_mixed\r\n" + END),
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


def test_line_that_begins_with_a_delimiter_is_no_part():
    part = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA"

    with pytest.raises(self_check_parser.UnreadableError, match="a boundary inside a part"):
        self_check_parser.read(
            BODY.replace(b"\r\n" + END, b"\r\n--=_webinars_mixedup\r\n" + part + b"\r\n" + END)
        )


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120))
@example("Ann")
@example("Mary-Ann O'Hara")
@example("Åsa Öberg")
@example("آن " * 40)
@example('"Ann" <eve@example.org>')
def test_names_parse_as_with_the_strictest_parser(name):
    value = headers.encode_address(" ".join(name.split()), "ann.o'hara+x@mail.example.org")
    [strict] = HeaderRegistry()("To", "".join(value.splitlines())).addresses

    read, email = self_check_parser.mailbox(value)

    assert email == strict.addr_spec
    # That parser puts a space between adjacent encoded words.
    assert "".join(read.split()) == "".join(strict.display_name.split())


@pytest.mark.parametrize(
    "value", ["", "a@b.org, c@d.org", "Ann <a@b.org>, Eve <c@d.org>", "everyone: a@b.org, c@d.org;"]
)  # fmt: skip
def test_header_without_exactly_one_address_is_rejected(value):
    with pytest.raises(self_check_parser.UnreadableError):
        self_check_parser.mailbox(value)
