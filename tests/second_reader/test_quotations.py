"""A quotation stands in the text at the edges of words and numbers, and in what was sent."""

import pytest

from webinars.second_reader.quotations import Source

TEXT = "On 16 July 2027,\n  15:00-16:30 (Geneva). Code 4455: 05/07/2027, 9h30, l’ONU"


def quoted(quotation, text=TEXT, sent=None):
    """Return the passages of a text that are a quotation."""
    source = Source(text, text if sent is None else sent)
    return [text[start:end] for start, end in source.occurrences(quotation)]


@pytest.mark.parametrize(
    "quotation",
    [
        "16 July 2027",
        "On 16",
        "15:00-16:30",
        "(Geneva)",
        "Geneva",
        "05/07/2027",
        "9h30",
        "ONU",
    ],
)
def test_passage_is_a_quotation(quotation):
    assert quoted(quotation)[0] == quotation


@pytest.mark.parametrize(
    "quotation",
    [
        "6 July",
        "16 Jul",
        "5:00-16:30",
        "15:00",
        "00-16:30",
        "16:30-",
        "07/2027",
        "05/07",
        "9",
        "30",
        "9h",
        "geneva",
        "",
        " ",
    ],
)
def test_part_of_a_word_or_number_is_none(quotation):
    assert quoted(quotation) == []


def test_white_space_need_not_be_the_same():
    assert quoted(" July 2027, 15:00-16:30\t(Geneva)") == ["July 2027,\n  15:00-16:30 (Geneva)"]


def test_what_was_not_sent_is_none():
    assert quoted("4455", sent=TEXT.replace("4455", "[private]")) == []


def test_quotation_is_bounded():
    assert quoted("x" * 500, "x" * 500) == ["x" * 500]
    assert quoted("x" * 501, "x" * 501) == []
    assert len(quoted("x", "x " * 100)) == 20
