"""Every question and reason has a sentence or phrase."""

import re
from pathlib import Path

import pytest

import webinars.announcement_parser as package
from tests.announcement_parser.parsing import parse, parse_line
from webinars.announcement_parser import messages
from webinars.announcement_parser.resolution.questions import (
    CODES,
    SECOND_READER_CODES,
    SEPARATE_EVENT,
)
from webinars.i18n import Translator, translator_for

EN = translator_for("en")
REASONS = [
    # line, the phrases for the readings of the first question
    ("05/07/2020, 15:00 Geneva", ["the day comes first", "the month comes first"]),
    (
        "Friday 16 July 2020, 15:00 Geneva",
        ["the date is right", "the weekday is right", "both are right in another year"],
    ),
    ("31 June 2020", ["the last day of the month", "the first day of the next month"]),
    ("7, 14 and 21 July 2020", ["all days, from the first to the last"]),
    (
        "16-17 July 2020, 10:00-17:00 Geneva",
        [
            "whole days, each with these hours",
            "without a break, overnight",
            "only the first day",
        ],
    ),
    (
        "16 July 2020, 15:00 Geneva / 10:00 New York",
        ["as the time in Geneva", "as the time in New York"],
    ),
    (
        "16 July 2020, 20:00 New York / 09:00 Tokyo",
        ["as written", "it is that date in Tokyo"],
    ),
    (
        "16 July 2020, 15:00 CST",
        [
            "as the time in Chicago, by the clocks there on that day",
            "as the time in Chicago, taking the abbreviation literally",
            "as the time in Beijing",
        ],
    ),
    (
        "16 July 2020, 15:00 EST",
        ["by the clocks there on that day", "taking the abbreviation literally"],
    ),
    ("16 July 2020, 3:00 Geneva", ["in the morning", "in the afternoon"]),
    ("16 July 2020, midnight Geneva", ["midnight begins the day", "midnight ends the day"]),
    ("29 March 2020, 02:30 Geneva", ["before the clock change", "after the clock change"]),
    (
        "25 October 2020, 2:30 Geneva",
        [
            "in the morning, before the clocks go back",
            "in the morning, after the clocks go back",
            "in the afternoon",
        ],
    ),
]


@pytest.mark.parametrize(("line", "expected"), REASONS, ids=[line for line, _ in REASONS])
def test_readings_have_a_phrase_for_their_reason(line, expected):
    question = parse_line(line).questions[0]

    phrases = [messages.reason_text(reading.reason, EN) for reading in question.readings]

    assert phrases[: len(expected)] == expected
    assert all(phrases)


def test_every_question_has_a_sentence():
    assert messages.ASKED.keys() == {*CODES, SEPARATE_EVENT, *SECOND_READER_CODES}


def test_single_days_and_months_are_numbered():
    assert messages.reason_text("day-2", EN) == "only day 2"
    assert messages.reason_text("month-1", EN) == "only month 1"


def test_number_of_a_repeated_reason_is_omitted():
    assert messages.reason_text("as-dated-2", EN) == "the date is right"
    assert messages.reason_text("as-dated-2/afternoon", EN) == "the date is right, in the afternoon"
    assert messages.reason_text("day-2/afternoon-2", EN) == "only day 2, in the afternoon"
    assert messages.reason_text("Etc/GMT-2", EN) != ""


def test_unknown_reason_has_no_phrase():
    assert messages.reason_text("<b>of tomorrow</b>", EN) == ""
    assert messages.question_text("of tomorrow", EN) == messages.OTHER


def test_every_reason_in_the_source_has_a_phrase():
    source = "".join(path.read_text() for path in Path(package.__file__).parent.rglob("*.py"))
    reasons = set(re.findall(r'reason="([a-z-]+)"', source))
    assert reasons <= messages.REASONS.keys()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("16 July 2020, 15:00 Geneva", "Event on 16 July 2020"),
        ("16-17 July 2020", "Event on 16 July 2020"),
        ("April 2021", "Event in April 2021"),
    ],
)
def test_event_without_a_title_is_named_by_its_date_in_any_language(text, title):
    (draft,) = parse(text)
    french = Translator("fr", str, lambda parse_line, _many, _n: parse_line)

    assert messages.title(draft, EN) == title
    assert messages.title(draft, french).split()[-2] in {"juillet", "avril"}


def test_answer_that_changes_the_date_changes_the_title():
    (draft,) = parse("05/07/2020, 15:00 Geneva")

    titles = [
        messages.title(draft.answer("day-or-month", f"{first}-first"), EN)
        for first in ("day", "month")
    ]

    assert titles == ["Event on 5 July 2020", "Event on 7 May 2020"]


def test_sentences_have_typographic_apostrophes():
    source = Path(messages.__file__).read_text()
    sentences = re.findall(r'N_\(\s*"([^"]*)"', source)

    assert len(sentences) > len(CODES)
    assert [sentence for sentence in sentences if "'" in sentence] == []
