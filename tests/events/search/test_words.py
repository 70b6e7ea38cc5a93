"""Words of texts and terms of searches, in several scripts, and of texts that nobody writes."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.events.search.query_parser import MAX_TERMS, Term, parse_query
from webinars.events.search.words import (
    BOUNDARY,
    MAX_TEXT_LENGTH,
    indexed_text,
    indexed_words,
    queried_words,
)

SAMPLES = (
    "Straße ÉCOLE Łódź Ørsted İstanbul", "CTOC/COP/2020/1", "COVID-19 and COP29", "½ № €5 C++", "ﬁnal ｆｕｌｌ",
    "人权理事会 第3届", "がガｶﾞ ラーメン", "한국어 강의", "الأُمَم المتّحدة ٢٠٢٦", "Ёлка ЙОД права", "हिन्दी में", "การประชุม",
    "a\u200db \u202ec\u200f d\ud800e \u00adx\ufe0f",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Straße ÉCOLE Łódź Ørsted", ["strasse", "ecole", "lodz", "orsted"]),
        ("CTOC/COP/2020/1", ["ctoc", "cop", "2020", "1"]),
        ("COVID-19, COVID19", ["covid", "19", "covid", "19"]),
        ("人权理事会", ["人权", "权理", "理事", "事会", "会"]),
        ("第3届", ["第", "3", "届"]),
        ("الأُمَم ٢٠٢٦", ["الامم", "2026"]),
        ("Ёлка", ["елка"]),
        ("हिन्दी", ["हिन्दी"]),
        ("a\u200db \u202ec", ["ab", "c"]),
        ("d\ud800e", ["d", "e"]),
        ("*" * 200, []),
        ("x" * 10_000, ["x" * 64]),
    ],
)
def test_text_is_split_into_words(text, words):
    assert indexed_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("人权理事会", ["人权", "权理", "理事", "事会"]),
        ("水", ["水"]),
        ("饮水3", ["饮水", "水", "3"]),
        ("water", ["water"]),
    ],
)
def test_last_character_of_unspaced_script_is_left_to_its_pair(text, words):
    assert queried_words(text) == words


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("water law", [Term(("water",), True), Term(("law",), True)]),
        ('"water law"', [Term(("water", "law"), False)]),
        ("“water law” x", [Term(("water", "law"), False), Term(("x",), True)]),
        ('"water law', [Term(("water",), True), Term(("law",), True)]),
        ("CTOC/COP/2020/1", [Term(("ctoc", "cop", "2020", "1"), True)]),
        ('"水"', [Term(("水",), True)]),
        ("law law", [Term(("law",), True)]),
        ("a OR NOT b*", [Term((word,), True) for word in ("a", "or", "not", "b")]),
        ("*" * 200, []),
        ("", []),
    ],
)
def test_query_is_parsed_into_terms(query, terms):
    assert list(parse_query(query)) == terms


@given(st.text(st.characters()), st.text(st.characters()))
def test_words_of_any_text_hold_no_blank_quote_or_sign(text, other):
    line = indexed_text((text, other))

    assert line == f" {' '.join(line.split(' ')[1:-1])} "
    for word in set(line.split()) - {BOUNDARY}:
        assert not set(word) & set("\"'\\*:&|!()^-+{}<>\0\n\t")
        assert word == word.casefold()


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_found_by_itself(text):
    words = queried_words(text)
    term = Term(tuple(words), is_prefix=True)

    assert not words or term.pattern in indexed_text((text,))
    assert len(parse_query(text)) <= MAX_TERMS


def test_indexed_text_is_bounded_and_never_empty():
    assert len(indexed_text(["水" * 300_000]).encode()) < 1_000_000
    assert len(indexed_text(["ﷺ " * 50_000])) <= MAX_TEXT_LENGTH + 2
    assert indexed_text([""]).isspace()


def test_changed_words_need_a_migration_that_empties_the_stored_texts():
    # `webinars db upgrade` composes a text anew only if a migration has emptied it. Add such a migration,
    # then update this digest.
    digest = hashlib.sha256(indexed_text(SAMPLES).encode()).hexdigest()

    assert digest[:16] == "ebcc4a81cf9c810c"
