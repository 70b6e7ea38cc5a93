"""Events of sentences that may be other days for the same event, and those that are certain."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse

JANUARY = date(2027, 1, 4)
FIRST = "Informal consultations will be held on Tuesday, 9 March, from 3 p.m. to 6 p.m. in Vienna."
SECOND = "A briefing will be held on Thursday, 11 March, from 10 a.m. to 11.30 a.m. in Vienna."
AT_SAME_HOUR = "A briefing will be held on Thursday, 11 March, at 3 p.m. in Vienna."


def doubtful(*paragraphs):
    """Return for each event whether another day may be meant."""
    return ["other-day" in draft.assumed for draft in parse("\n\n".join(paragraphs), today=JANUARY)]


def test_sentences_with_other_hours_are_events_of_their_own():
    assert doubtful(FIRST, SECOND) == [False, False]


def test_sentences_with_the_same_hour_may_contradict_each_other():
    assert doubtful(FIRST, AT_SAME_HOUR) == [True, True]


@pytest.mark.parametrize(
    "other",
    [
        "Please vote for one of them.",
        "Tell us which day suits you.",
        "Both dates are provisional.",
        "Merci de répondre au sondage.",
        "Las dos fechas propuestas se votan.",
        "Bitte bei der Umfrage abstimmen.",
    ],
)
def test_sentences_are_looked_at_if_the_text_speaks_of_a_choice(other):
    assert doubtful(FIRST, SECOND, other) == [True, True]


@pytest.mark.parametrize(
    "condition",
    [
        "If it rains, the picnic is on Thursday, 11 March, from 10 a.m. in Vienna.",
        "Perhaps a briefing follows on Thursday, 11 March, from 10 a.m. in Vienna.",
        "Si besoin, une séance a lieu le jeudi 11 mars à 10h à Vienne.",
    ],
)
def test_sentence_with_a_condition_is_looked_at(condition):
    assert doubtful(FIRST, condition)[-1]


def test_titles_in_quotation_marks_tell_events_of_the_same_hour_apart():
    one = "On Tuesday, 9 March, at 3 p.m. Ida Foss speaks about “Ropes” in Vienna."
    other = "On Thursday, 11 March, at 3 p.m. Jan Lund speaks about “Knots” in Vienna."

    assert doubtful(one, other) == [False, False]
    assert doubtful(one, other.replace("Knots", "Ropes")) == [True, True]


def test_items_of_a_list_are_events_of_their_own():
    assert doubtful(f"1. {FIRST}\n2. {AT_SAME_HOUR}") == [False, False]


def test_day_that_is_moved_to_a_named_one_leaves_nothing_open():
    moved = "The walk of 5 March is moved to 12 March, 5.30 p.m., in Vienna."

    assert doubtful(FIRST, SECOND, moved) == [False, False, False]
