"""Text by language: what is read is what was written, in each language."""

import copy
import json
import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webinars.localized_text import (
    LONGEST_TAG,
    SEPARATOR,
    LocalizedText,
    all_languages,
    comparable,
    from_stored,
    in_each_language,
    in_language,
    language_of,
    normalize_tag,
    rewritten,
    stored_form,
)

ANY_TEXT = st.text() | st.text().map(lambda text: SEPARATOR + text)
SUBTAGS = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789", min_size=1, max_size=8)
LANGUAGES = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ", min_size=1, max_size=8)
TAGS = (
    st.builds(lambda first, rest: "-".join([first, *rest]), LANGUAGES, st.lists(SUBTAGS, max_size=5))
    .filter(lambda tag: len(tag) <= LONGEST_TAG)
)  # fmt: skip
TITLE = LocalizedText("Prisons", {"fr": "Lieux de détention", "zh-Hant": "監獄"})


@given(ANY_TEXT, st.dictionaries(TAGS, ANY_TEXT, max_size=4))
@example(SEPARATOR + '["a",{"fr":"b"}]', {})
@example("\x00\x1e\x7f\u2028", {"fr": SEPARATOR})
@example("", {"ar": "سجون"})
@example("\ud800", {"fr": "\udfff"})
def test_any_text_is_read_as_it_was_written(text, translations):
    written = LocalizedText(text, translations)

    read = from_stored(stored_form(written))

    assert all_languages(read) == all_languages(written)
    assert in_language(read, "qqq-nothing") == in_language(written, "qqq-nothing")
    assert type(read) is (LocalizedText if written.translations else str)
    for tag in translations:
        assert in_language(read, tag) == in_language(written, tag)
    assert stored_form(read) == stored_form(written)


@given(ANY_TEXT)
@example(SEPARATOR)
@example(SEPARATOR + "[1,2]")
@example(SEPARATOR + '["a",{"not a tag":"b"}]')
@example(SEPARATOR + "[" * 100_000)
def test_any_stored_text_can_be_read(stored):
    read = from_stored(stored)

    assert from_stored(stored_form(read)) == read


def test_usual_text_is_stored_as_it_is():
    assert stored_form("Prisons — “open” \n\t") == "Prisons — “open” \n\t"
    assert stored_form(LocalizedText("Prisons")) == "Prisons"
    assert from_stored("Prisons") == "Prisons"


def test_translations_are_stored_as_an_element_of_a_json_sequence():
    stored = stored_form(TITLE)

    assert stored.startswith(SEPARATOR)
    assert json.loads(stored[1:]) == ["Prisons", {"fr": "Lieux de détention", "zh-Hant": "監獄"}]
    assert "détention" in stored


def test_text_is_equal_to_what_was_written_in_its_own_language():
    assert TITLE == "Prisons"
    assert {"Prisons": 1}[TITLE] == 1
    assert json.dumps([TITLE]) == '["Prisons"]'
    assert f"{TITLE}" == "Prisons"


@pytest.mark.parametrize(
    ("language", "text", "tag"),
    [
        ("fr", "Lieux de détention", "fr"),
        ("FR_ch", "Lieux de détention", "fr"),
        ("zh-hant-TW", "監獄", "zh-Hant"),
        ("zh-Hant-u-co-stroke", "監獄", "zh-Hant"),
        ("zh", "Prisons", "en"),
        ("en", "Prisons", "en"),
        ("x-fr", "Prisons", "en"),
    ],
)
def test_reader_gets_their_language_or_what_was_written(language, text, tag):
    assert in_language(TITLE, language) == text
    assert language_of(TITLE, language, "en") == tag
    assert type(in_language(TITLE, language)) is str


def test_text_without_translations_is_in_its_own_language():
    assert in_language("Prisons", "fr") == "Prisons"
    assert language_of("Prisons", "fr", "en") == "en"
    assert language_of("Prisons", "fr", "") == ""


def test_translations_survive_copying_and_pickling():
    assert copy.deepcopy(TITLE).translations == TITLE.translations
    assert pickle.loads(pickle.dumps(TITLE)).translations == TITLE.translations


def test_new_text_keeps_the_translations_unless_it_brings_its_own():
    assert rewritten("Jails", TITLE).translations == TITLE.translations
    assert rewritten("Jails", "Prisons") == "Jails"
    assert all_languages(rewritten(LocalizedText("Jails"), TITLE)) == ("Jails",)
    assert all_languages(rewritten(LocalizedText("Jails", {"es": "Cárceles"}), TITLE)) == (
        "Jails",
        "Cárceles",
    )


def test_function_is_applied_to_each_language():
    assert all_languages(in_each_language(LocalizedText(" a ", {"fr": " b "}), str.strip)) == (
        "a",
        "b",
    )
    assert in_each_language(" a ", str.strip) == "a"


def test_comparable_values_differ_in_any_language():
    assert comparable(TITLE) != comparable("Prisons")
    assert comparable([TITLE, 1]) != comparable(["Prisons", 1])
    assert comparable((TITLE,)) == comparable([LocalizedText(TITLE, TITLE.translations)])
    assert comparable(3) == 3


def test_languages_of_translations_are_in_their_usual_case_and_order():
    text = LocalizedText("a", {"zh_hant_tw": "c", "FR": "b"})

    assert list(text.translations.items()) == [("fr", "b"), ("zh-Hant-TW", "c")]
    assert in_language(text, "FR-ch") == "b"


def test_empty_translations_are_left_out():
    assert LocalizedText("a", {"fr": ""}).translations == {}


@pytest.mark.parametrize(
    "tag", ["", "f r", "fr--ch", "-fr", "fr-", "é", "fr\n", "a" * 9, "f-" * 18]
)
def test_what_is_no_language_tag_is_refused(tag):
    with pytest.raises(ValueError, match="language tag"):
        normalize_tag(tag)


def test_tags_are_written_in_their_usual_case():
    tags = ["EN", "zh_hant_tw", "sl-ROZAJ-1994", "de-ch-x-PHONEBK", "en-US-u-CA-gregory"]

    assert [normalize_tag(tag) for tag in tags] == [
        "en",
        "zh-Hant-TW",
        "sl-rozaj-1994",
        "de-CH-x-phonebk",
        "en-US-u-ca-gregory",
    ]
