"""E-mails with hostile names have the same structure at the mail server as that to Ann."""

import time
from email import message_from_bytes, policy

from tests.emails.sink import Sink, running
from tests.security.test_running import SECONDS, Visitor, form_path, serving

NAMES = [
    "=?utf-8?q?A=0AContent-Type:_text/html=0A=0A<a_href=3Dhttps://evil.example>Verify</a>?=",
    "=?utf-8?b?QQ0KQmNjOiBhbGxAZXhhbXBsZS5vcmc=?=",
    '"Ann" <eve@evil.example>, all@evil.example; (x) \\',
    "Ann =?utf-8?q?=0D=0ABcc:_all@evil.example?=",
    "آن" * 90,
    "<a href='https://evil.example'>Verify</a> https://evil.example",
]
# Addresses that would say something else to a mail server.
COMMANDS = [
    "ann@example.org>\r\nRCPT TO:<all@evil.example",
    "ann@example.org\nBcc: all@evil.example",
    "<ann@example.org> SIZE=1",
    "ann@example.org,all@evil.example",
    '"ann@evil.example\\" "@example.org',
    "ann@example.org%0d%0aDATA",
]
# Whom the sample listing writes to.
SAMPLE = {"organiser@example.org", "first@example.org", "second@example.org"}


def shape(body):
    """Return the structure of a message as parsed: headers, parts and recipients."""
    message = message_from_bytes(body, policy=policy.default)
    parts = [
        (part.get_content_type(), sorted(name.lower() for name in part.keys()))  # noqa: SIM118
        for part in message.walk()
    ]
    kinds = [type(address).__name__ for address in message["To"].addresses]
    return parts, kinds, sorted(message.defects, key=str)


def test_hostile_names_do_not_change_the_structure_of_emails(tmp_path):
    with running(Sink()) as sink, serving(tmp_path, WEBINARS_SMTP_URL=sink.url) as (_, text):
        visitor = Visitor(text)
        path = form_path(visitor)
        values = {f"p{number}@example.com": name for number, name in enumerate(["Ann", *NAMES])}
        for email, name in values.items():
            answer = visitor.send(path, name=name, affiliation=name, email=email, zone="UTC")
            assert answer[0] == 303
        end = time.monotonic() + SECONDS
        while not values.keys() <= {recipient for recipient, _ in sink.taken}:
            assert time.monotonic() < end, "mail is missing"
            time.sleep(0.05)

    told = dict(sink.taken)
    usual = shape(told["p0@example.com"])
    assert {email: shape(told[email]) for email in values} == dict.fromkeys(values, usual)
    for recipient, body in sink.taken:
        message = message_from_bytes(body, policy=policy.default)
        assert [address.addr_spec for address in message["To"].addresses] == [recipient]
        assert max(map(len, body.split(b"\r\n"))) <= 998
        assert body.isascii()
    # The organiser's mail holds the names as well; nobody else is written to.
    assert {to for to, _ in sink.taken} <= values.keys() | SAMPLE


def test_hostile_addresses_add_no_smtp_commands(tmp_path):
    with running(Sink()) as sink, serving(tmp_path, WEBINARS_SMTP_URL=sink.url) as (_, text):
        visitor = Visitor(text)
        paths = (form_path(visitor), "/links", "/sign-in")
        answers = {
            (path, email): visitor.send(path, name="Ann", email=email, zone="UTC")[0]
            for path in paths
            for email in COMMANDS
        }

    assert answers == dict.fromkeys(answers, 422)
    assert {to for to, _ in sink.taken} <= SAMPLE
