"""Suggestions for typos in e-mail addresses, and addresses that have none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.security import email_typos
from webinars.security.email_typos import COMMON, suggest_address


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ana@gmial.com", "ana@gmail.com"),
        ("ana@gmail.con", "ana@gmail.com"),
        ("ana@hotmial.com", "ana@hotmail.com"),
        ("ana@gmal.com", "ana@gmail.com"),
        ("ana@gmaill.com", "ana@gmail.com"),
        ("ana@gnail.com", "ana@gmail.com"),
        ("ana@gmail.co", "ana@gmail.com"),
        ("ana@gmai.con", "ana@gmail.com"),
        ("ana@yaho.com", "ana@yahoo.com"),
        ("ana@outlok.com", "ana@outlook.com"),
        ("ana@wanado.fr", "ana@wanadoo.fr"),
        ("Ana.B+x@GMIAL.COM", "Ana.B+x@gmail.com"),
        ("ana@ministry.ogr", "ana@ministry.org"),
        ("ana@ministry.con", "ana@ministry.com"),
    ],
)
def test_likely_typo_has_a_suggestion(text, meant):
    assert suggest_address(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "ana@mail.com",
        "ana@ymail.com",
        "ana@un.org",
        "ana@um.org",
        "ana@yahoo.se",
        "ana@yahoo.it",
        "ana@hotmail.de",
        "ana@outlook.fr",
        "ana@live.com",
        "ana@line.com",
        "ana@students.gmail.com",
        "ana@gmail.com.",
        "ana@ministère.gouv.fr",
        "ana@xn--bcher-kva.example",
        "",
        "@",
        "no address",
    ],
)
def test_plausible_domain_has_no_suggestion(text):
    assert suggest_address(text) == ""


@given(st.sampled_from(COMMON))
def test_common_domain_has_no_suggestion(domain):
    assert suggest_address(f"ana@{domain}") == ""


@given(st.text(max_size=40))
def test_suggested_domain_has_no_suggestion_itself(domain):
    result = suggest_address(f"ana@{domain}")

    assert not result or suggest_address(result) == ""


@given(st.sampled_from(COMMON), st.data())
def test_every_single_typo_in_a_common_domain_is_found(domain, data):
    at = data.draw(st.integers(0, domain.index(".") - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    result = data.draw(
        st.sampled_from(
            [
                domain[:at] + domain[at + 1 :],
                domain[:at] + letter + domain[at:],
                domain[:at] + letter + domain[at + 1 :],
            ]
        )
    )

    is_right = result in COMMON or result in email_typos.VALID_NEIGHBOURS
    assert bool(suggest_address(f"ana@{result}")) is not is_right
