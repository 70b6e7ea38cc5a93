"""Addresses that share an e-mail budget."""

import pytest

from webinars.security.mailboxes import mailbox_of


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("ann@example.org", "ann@example.org"),
        ("Ann@EXAMPLE.org", "ann@example.org"),
        ("ann+tag@example.org", "ann@example.org"),
        ("ann+a+b@example.org", "ann@example.org"),
        ("+tag@example.org", "+tag@example.org"),
        ("jean-paul@example.org", "jean-paul@example.org"),
        ("ann.lee@example.org", "ann.lee@example.org"),
        ("a.n.n+x@gmail.com", "ann@gmail.com"),
        ("Ann@GoogleMail.com", "ann@gmail.com"),
        ("ann-shop@yahoo.com", "ann@yahoo.com"),
        ("ann-shop@yahoo.co.uk", "ann@yahoo.co.uk"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
    ],
)
def test_tags_and_capitals_do_not_distinguish_mailboxes(address, mailbox):
    assert mailbox_of(address) == mailbox
