"""Addresses in SMTP commands, compared with those of smtplib."""

import smtplib

from hypothesis import example, given
from hypothesis import strategies as st

from webinars.emails.pipelining import path

PIECES = st.sampled_from(
    ["a", "@", "b.c", "<", ">", "(x)", '"', "\\", " ", ".", ",", "é", "\r\n", "+"]
)


@given(st.one_of(st.emails(), st.lists(PIECES, max_size=8).map("".join)))
@example("Ana <ana@example.org>")
@example("ana(x)@example.org")
def test_address_in_command_equals_that_of_smtplib(address):
    assert path(address) == smtplib.quoteaddr(address)


def test_plain_address_is_unchanged():
    assert path("Ana.de-la_Cruz+x@mail.example.org") == "<Ana.de-la_Cruz+x@mail.example.org>"
