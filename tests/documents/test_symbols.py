"""Symbols of documents: which are valid, in which order they are, and that no page takes their address."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinars.documents.symbols import RESERVED, clean_symbol, sort_key
from webinars.errors import InvalidInputError

SYMBOLS = st.text("ABab019 /.-()[]*&", min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("symbol", "code"),
    [
        ("СTOC/COP/1", "symbol-character"),
        ("CTOC/CΟP/1", "symbol-character"),
        ("CTOC\u200b/1", "invisible-character"),
        ("CTOC\x00/1", "control-characters"),
        ("/CTOC/1", "symbol-path"),
        ("CTOC/1/", "symbol-path"),
        ("CTOC//1", "symbol-path"),
        ("CTOC/../1", "symbol-path"),
        ("./CTOC", "symbol-path"),
        ("CTOC / 1", "symbol-path"),
        ("(*)", "symbol-path"),
        ("Files/1", "symbol-reserved"),
        ("C" * 61, "too-long"),
    ],
)
def test_symbols_that_are_refused(symbol, code):
    with pytest.raises(InvalidInputError) as refused:
        clean_symbol(symbol)

    assert refused.value.code == code


def test_look_alike_is_named():
    with pytest.raises(InvalidInputError) as refused:
        clean_symbol("СTOC/COP/1")

    assert refused.value.facts == {"character": "С", "name": "Cyrillic capital letter es, U+0421"}


def test_blanks_around_a_symbol_are_removed():
    assert [clean_symbol("  E/CN.7/2020/L.1  (Part  I)&[A]* "), clean_symbol("  ")] == [
        "E/CN.7/2020/L.1 (Part I)&[A]*",
        "",
    ]


def test_symbols_are_sorted_by_their_numbers():
    symbols = ["CTOC/COP/2020/2", "CTOC/COP/2020/2/Corr.1", "ctoc/cop/2020/10", "CTOC/COP/2021/1"]

    pairs = pairwise(symbols)
    assert all(sort_key(one) < sort_key(other) for one, other in pairs)


@settings(max_examples=50)
@given(SYMBOLS, SYMBOLS)
def test_sort_keys_are_digits_and_differ_only_with_the_symbol(one, other):
    keys = sort_key(one), sort_key(other)

    assert all(key.isdigit() for key in keys)
    if one.lower() == other.lower():
        assert keys[0] == keys[1]


def test_no_page_has_an_address_that_a_symbol_could_have(app):
    first, below = set(), set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/documents/") and rule.endpoint != "documents.show":
            _documents, part, *others = rule.rule.split("/")[1:]
            if part == "<path:symbol>":
                below.add(others[0])
            else:
                first.add(part)

    assert first - RESERVED == set()
    for part in below:
        for symbol in (part, f"A/{part}", f"A/{part.upper()}/2026-03-01"):
            with pytest.raises(InvalidInputError, match="symbol-reserved"):
                clean_symbol(symbol)
    assert below == {"as-on"}
