"""Headers of replies: the one author, servers that reply for a person, and results of authentication."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.replies.parsing.sender_headers import (
    has_failed_dmarc,
    is_calendar_server,
    single_mailbox,
)

WANJIRU, MALLORY = "wanjiru@example.com", "mallory@example.net"
TRUSTED = ["mx.example.org"]


@pytest.mark.parametrize(
    "value",
    [
        WANJIRU,
        f"  {WANJIRU} (Wanjiru Kamau)",
        f"Wanjiru Kamau <{WANJIRU}>",
        f'"Kamau, Wanjiru" <{WANJIRU}>',
        f"Kamau, Wanjiru <{WANJIRU}>",
        f"=?UTF-8?Q?=C3=96berg,_=C3=85sa?= <{WANJIRU}>",
        f"=?UTF-8?B?w5ZiZXJn?= =?UTF-8?Q?,_a@b?= < {WANJIRU} >",
        f'"{MALLORY}" <{WANJIRU}>',
        f"=?utf-8?q?<{MALLORY}>?= <{WANJIRU}>",
        f"{WANJIRU.upper()} <{WANJIRU}>",
        f"({MALLORY}) Wanjiru <{WANJIRU}>",
    ],
)
def test_one_mailbox_is_the_author(value):
    assert single_mailbox([value]) == WANJIRU


@pytest.mark.parametrize(
    "values",
    [
        [],
        [""],
        [WANJIRU, WANJIRU],
        [f"Wanjiru <{WANJIRU}>", f"Mallory <{MALLORY}>"],
        [f"{MALLORY}, {WANJIRU}"],
        [f"{MALLORY}, Wanjiru <{WANJIRU}>"],
        [f"Mallory <{MALLORY}>, Wanjiru <{WANJIRU}>"],
        [f"{MALLORY} <{WANJIRU}>"],
        [f"Friends: Wanjiru <{WANJIRU}>;"],
        [f"Friends: {WANJIRU};"],
        [f"Friends: {WANJIRU}, {MALLORY};"],
        [f"<<{WANJIRU}>"],
        [f"<@example.net:{WANJIRU}>"],
        ["Wanjiru"],
    ],
)
def test_several_mailboxes_and_groups_have_no_author(values):
    assert single_mailbox(values) == ""


@given(st.lists(st.text(max_size=60), max_size=3))
def test_any_header_is_parsed(values):
    assert single_mailbox(values).count("@") <= 1
    assert has_failed_dmarc(values, TRUSTED) in {True, False}


@pytest.mark.parametrize(
    ("sender", "product", "is_server"),
    [
        ("invitations-noreply@cloud.example.net", "", True),
        ("no-reply@example.net", "", True),
        ("files@example.net", "-//Sabre//Sabre VObject 4.5.4//EN", True),
        (MALLORY, "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN", False),
        ("noreplyson@example.net", "", False),
    ],
)
def test_calendar_servers_are_recognised(sender, product, is_server):
    assert is_calendar_server(sender, product) is is_server


@pytest.mark.parametrize(
    ("value", "has_failed"),
    [
        ("mx.example.org; dmarc=fail (p=none) header.from=example.com", True),
        ("MX.Example.ORG 1; spf=pass; dkim=fail; DMARC = Fail", True),
        ("mx.example.org;\r\n\tspf=none smtp.mailfrom=a.example;\r\n\tdmarc=fail", True),
        ("(us) mx.example.org; dmarc/1=fail", True),
        ("mx.example.org; dmarc=pass (was dmarc=fail; dmarc=fail)", False),
        ('mx.example.org; dmarc=pass reason="; dmarc=fail"', False),
        ("mx.example.org; dmarc=temperror; spf=fail; xdmarc=fail", False),
        ("mx.example.org; dmarc=failure", False),
        ("mx.example.org; none", False),
        ("mx.example.net; dmarc=fail", False),
        ("mx.example.org.example.net; dmarc=fail", False),
        ("dmarc=fail; mx.example.org", False),
        ("", False),
    ],
)
def test_only_our_servers_report_of_dmarc_is_used(value, has_failed):
    assert has_failed_dmarc([value], TRUSTED) is has_failed
    assert has_failed_dmarc(["mx.example.org; dmarc=pass", value], TRUSTED) is has_failed
    assert not has_failed_dmarc([value], [])
