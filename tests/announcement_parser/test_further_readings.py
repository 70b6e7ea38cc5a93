"""Further choices of drafts that ask: the whole day, other hours of the text, and its zones."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import HOME, format_when, other_questions, question_readings
from webinars.announcement_parser import messages
from webinars.announcement_parser.parser import parse_announcement
from webinars.i18n import translator_for

JANUARY = date(2027, 1, 10)
SEVERAL = "Water talk\n\nTuesday, 9 March 2027\nTea 18:30\nSongs 21:00\n\nTimes of Tokyo are later"


def asked(text):
    """Return the first draft of a text."""
    return parse_announcement(text, today=JANUARY, zone=HOME, with_remaining=True)[0]


def values(draft):
    """Return the choices of the first question of a draft."""
    return [value for value, _ in next(iter(question_readings(draft).values()))]


def test_whole_day_hours_and_zones_are_choices_of_a_draft_that_asks():
    choices = values(asked(SEVERAL))

    assert "2027-03-09 to 2027-03-09 Europe/Zurich" in choices
    assert "2027-03-09 21:00-22:00 Europe/Zurich" in choices
    assert any(choice.endswith("America/New_York") for choice in choices)
    assert len(choices) <= 12


def test_zone_that_the_text_states_is_the_only_one():
    choices = values(asked(SEVERAL.replace("Times of Tokyo are later", "All times in UTC")))

    assert {choice.rsplit(" ", 1)[1] for choice in choices} == {"UTC"}


def test_further_choice_is_an_answer():
    draft = asked(SEVERAL)
    further = draft.further[0]
    code = next(question.code for question in draft.questions)

    answered = draft.answer(code, further.reading.reason)

    assert (answered.when, answered.questions) == (further.reading.when, ())
    assert messages.reason_text(further.reading.reason, translator_for("en"))


def test_draft_without_a_question_stays_as_it_is():
    draft = asked("Water talk\n\nTuesday, 9 March 2027, 19:00 Geneva\n\nTea at 18:15")

    assert (draft.questions, draft.further) == ((), ())


@pytest.mark.parametrize(
    "line",
    ["05/07/2027, 15:00-16:00 Geneva", "16 July 2027, 15:00 CST", "Wed 16 July 2027, 15:00 Geneva"],
)
def test_question_about_an_expression_has_all_its_readings_already(line):
    draft = asked(f"Water talk\n\n{line}\n\nTea at 18:15")

    assert other_questions(draft)
    assert draft.further == ()


def test_hour_of_a_certain_event_is_no_choice_of_another():
    text = (
        "Water talk\n\nTuesday, 9 March 2027, 19:00 Geneva\n\nThe garden is nicest on 7 May 2027."
    )
    drafts = parse_announcement(text, today=JANUARY, zone=HOME, with_remaining=True)

    assert [format_when(one.when)[:10] for one in drafts] == ["2027-03-09", "2027-05-07"]
    assert drafts[1].further == ()
