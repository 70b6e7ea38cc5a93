"""Drafts ask whether they are events where the text shows too little evidence of it."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse
from tests.announcement_parser.scorer import parsed_record

TODAY = date(2027, 1, 10)
CONFERENCE = "Rivers and Mills\nInternational conference, Ghent, 8-9 June 2027\n\n"


def asked(text):
    """Return the titles of the drafts that ask whether they are events."""
    drafts = parse(text, today=TODAY)
    return [draft.title for draft in drafts if draft.is_candidate]


def publishable(text):
    """Return the titles of the events that are published without a question."""
    events = parsed_record(text, TODAY)["events"]
    return [event["title"] for event in events if event["publishable"]]


def test_steps_of_a_call_are_asked_about_and_the_conference_is_not():
    text = (
        CONFERENCE
        + "Calendar\nTexts for the editors: 5 March 2027\nAnswers of the board: 2 April 2027"
    )

    assert asked(text) == ["Texts for the editors", "Answers of the board"]


@pytest.mark.parametrize(
    "rows",
    [
        "5 March 2027: Otters of the delta",
        "* 5 March 2027 – Otters of the delta",
        "Otters of the delta, reading: 5 March 2027, 19:00",
        "Winter picnic: 5 March 2027",
        "Otters of the delta: 5 to 7 March 2027",
        "Otters of the delta: 5 March 2027, Town Hall, Ghent",
    ],
)
def test_rows_with_evidence_are_not_asked_about(rows):
    assert asked(CONFERENCE + rows) == []


def test_row_without_evidence_is_like_most_rows_of_its_list():
    text = CONFERENCE + "Mill walk: 5 March 2027\nLock walk: 12 March 2027\nOtters: 19 March 2027"

    assert asked(text) == []
    assert asked(text.replace("walk", "news")) == ["Mill news", "Lock news", "Otters"]


def test_only_date_of_a_text_is_that_of_its_event():
    assert asked("Otters of the delta, on 5 March 2027") == []


def test_event_told_again_in_another_language_is_asked_about():
    english = "LUNCH MEETING: NEW LEAVE RULES\nTuesday 9 March 2027, 13:00-14:00, Room VII, Palais, Geneva\n\n"
    french = "RÉUNION : NOUVEAUX CONGÉS\nMardi 9 mars 2027, de 13h à 14h, salle VII, Palais, Genève"

    assert asked(english + french) == ["NOUVEAUX CONGÉS"]


def test_parallel_sessions_in_two_rooms_are_not_asked_about():
    text = "Mill law\n9 March 2027, 13:00-14:00, Room VII, Palais, Geneva\n\n"

    assert asked(text + text.replace("law", "tax").replace("VII", "IX")) == []


def test_event_is_published_while_another_date_of_the_text_asks():
    text = (
        "Reading circle\nDate: 9 March 2027, 19:00, Geneva\n\nThe garden is nicest on 7 May 2027."
    )

    assert asked(text) != []
    assert publishable(text) == ["Reading circle"]


def test_event_is_not_published_if_its_own_line_has_the_date_that_asks():
    text = "Reading circle: 9 March 2027, 19:00, Geneva, and the garden on 7 May 2027"

    assert asked(text) != []
    assert publishable(text) == []


def test_nothing_is_published_if_no_draft_asks_about_a_date():
    dates = "\n\n".join(f"The garden is nice on {day} May 2027." for day in range(1, 23))
    text = f"Reading circle\nDate: 9 March 2027, 19:00, Geneva\n\n{dates}"

    assert len(asked(text)) < 22
    assert publishable(text) == []
