"""Text input is cleaned without changing its meaning, or refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.security.text_input import clean_line, clean_name, clean_text, has_control


@pytest.mark.parametrize(
    "name",
    [
        "Ann",
        "أميرة حداد",
        "李小龍",
        "Zoë",
        "👩‍👩‍👧",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "نمی\u200cخواهم",
        "<script>alert(1)</script>",
        "=?utf-8?q?A=0AB?=",
        'O\'Neill "Bob"',
    ],
)
def test_names_in_any_script_are_unchanged(name):
    assert clean_line(name) == name


def test_spaces_are_collapsed_and_trimmed():
    assert clean_line(" \u00a0Ann \t Lee\u3000") == "Ann Lee"


def test_text_is_normalized_to_nfc():
    assert clean_line("Zoe\u0308") == "Zo\u00eb"


@pytest.mark.parametrize("sign", ["\0", "\r", "\n", "\r\n", "\x07", "\x1b", "\x7f", "\x85", "\x9b"])
def test_line_with_a_control_character_is_refused(sign):
    with pytest.raises(InvalidInputError, match="control-characters"):
        clean_line(f"Ann{sign}Lee")


@pytest.mark.parametrize("code", [0xD800, 0xDFFF, 0xFFFD])
def test_replacement_and_surrogate_characters_are_refused(code):
    with pytest.raises(InvalidInputError, match="broken-text"):
        clean_line(f"Ann{chr(code)}")


@pytest.mark.parametrize(
    "sign", ["\u202e", "\u202a", "\u2066", "\u200b", "\ufeff", "\u00ad", "\U000e0041"]
)
def test_direction_and_invisible_characters_are_removed(sign):
    assert clean_line(f"An{sign}n") == "Ann"


@pytest.mark.parametrize(
    "text", ["", "   ", "\u200b", "\u202e \u2069", "\u200d", "\u0301", "\u3164", "\u115f \u2800"]
)
def test_blank_text_counts_as_missing(text):
    with pytest.raises(InvalidInputError, match="required"):
        clean_line(text, least=1)


def test_error_of_a_too_long_line_states_the_limit():
    with pytest.raises(InvalidInputError) as refusal:
        clean_line("a" * 201)

    assert (refusal.value.code, refusal.value.facts) == ("too-long", {"longest": 200})


def test_line_breaks_become_single_line_feeds():
    assert clean_text("\r\n one \r\ntwo\rthree\u2028four\n\n") == " one\ntwo\nthree\nfour"


def test_text_with_nul_is_refused():
    with pytest.raises(InvalidInputError, match="control-characters"):
        clean_text("one\n\0two")


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_cleaning_is_idempotent(text):
    try:
        once = clean_line(text)
    except InvalidInputError:
        return

    assert clean_line(once) == once
    assert not has_control(once)


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\ufeff", "\u00ad", "\u2060", "\U000e0041"])
def test_name_with_invisible_characters_is_refused(sign):
    with pytest.raises(InvalidInputError) as refusal:
        clean_name(f"An{sign}n")

    assert refusal.value.code == "invisible-character"
    assert refusal.value.facts == {"sign": f"U+{ord(sign):04X}"}


@pytest.mark.parametrize(
    "name", ["\u3164", "\u115f\u1160", "\u2800", "\U0001f44d", "---", "\u0301"]
)
def test_name_without_letter_or_digit_counts_as_missing(name):
    with pytest.raises(InvalidInputError, match="required"):
        clean_name(name, least=1)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" Ann \u00a0 Lee ", "Ann Lee"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("Ann 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "Ann 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"),
        ("🧑\u200d💻 7", "🧑\u200d💻 7"),
    ],
)  # fmt: skip
def test_spaces_and_composition_of_a_name_are_normalized(text, name):
    assert clean_name(text, least=1) == name


def test_affiliation_may_be_a_dash_or_empty():
    assert [clean_name(item) for item in ("", "-", "\u2014")] == ["", "-", "\u2014"]
