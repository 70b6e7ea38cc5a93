"""Hours without their half of the day in a text that states it elsewhere, prices, and outings."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse, question_readings
from webinars.events.announcements.draft_review import is_publishable
from webinars.timezones.schedule import Days

FEBRUARY = date(2027, 2, 1)
TWO = "Wool club, Leeds\n\nTuesday 2 March 2027 at {first}: Looms\n\nTuesday 9 March 2027 at {second}: Dyes"


@pytest.mark.parametrize(
    ("first", "second", "hour"),
    [("7.30pm", "7.30", 19), ("7.30am", "7.30", 7), ("2 pm", "2:00", 14), ("7.30pm", "10.30", 10)],
)
def test_hour_has_the_half_of_the_day_of_the_same_hour(first, second, hour):
    _, draft = parse(TWO.format(first=first, second=second), today=FEBRUARY)

    assert draft.when.start.hour == hour
    assert draft.questions == ()


@pytest.mark.parametrize("first", ["8pm", "7.30pm, and 7.30am for breakfast"])
def test_early_or_late_hour_among_halves_of_the_day_is_asked(first):
    _, draft = parse(TWO.format(first=first, second="7.30"), today=FEBRUARY)

    assert "morning-or-afternoon" in question_readings(draft)


def test_early_hour_of_a_text_without_halves_of_the_day_is_in_the_morning():
    _, draft = parse(TWO.format(first="19.30", second="7.30"), today=FEBRUARY)

    assert (draft.when.start.hour, draft.questions) == (7, ())


def test_price_is_no_hour():
    text = "Wool talk - 2 March 2027\n\nOn Tuesday 2 March 2027 we meet in Leeds. Non-members pay £2.00 each."

    (draft,) = parse(text, today=FEBRUARY)

    assert isinstance(draft.when, Days)
    assert draft.questions == ()


def test_usual_hour_of_talks_is_a_choice_for_an_outing():
    text = (
        "Wool club, Leeds\n\nThe talks begin at 7.30pm.\n\nTuesday 2 March 2027   Looms\n"
        "Tuesday 9 March 2027   Dyes\nSaturday 3 July 2027   Summer party\n"
    )

    looms, dyes, party = parse(text, today=FEBRUARY)

    assert is_publishable(looms)
    assert is_publishable(dyes)
    assert not is_publishable(party)
    assert [when for when, _ in question_readings(party)["time-elsewhere"]] == [
        "2027-07-03 19:30-20:30 Europe/London",
        "2027-07-03 to 2027-07-03 Europe/London",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "We meet on Tuesday 2 March 2027 in the reading room of the old mill, Wool Road, Leeds, LS1 4AB, commencing at 7.45pm.",
        "The evening will be held in the mill from 7.45pm.",
        "Timing of it: from 7.45pm",
    ],
)
def test_sentence_states_the_hour_of_the_day_in_the_title(sentence):
    (draft,) = parse(
        f"Wool talk - 2 March 2027\n\n4 Mill Lane, Leeds\n\n{sentence}", today=FEBRUARY
    )

    assert (draft.when.start.hour, draft.when.start.minute) == (19, 45)
    assert draft.questions == ()


@pytest.mark.parametrize("hour", ["at 7.30", "from 8:00"])
def test_early_or_late_hour_is_asked_if_nothing_shows_a_clock_of_24_hours(hour):
    (draft,) = parse(f"Wool talk, Leeds\n\nTuesday 2 March 2027 {hour}: Looms", today=FEBRUARY)

    assert "morning-or-afternoon" in question_readings(draft)


@pytest.mark.parametrize(
    "hour", ["at 07.30", "at 7.30 hrs", "at 9.30", "at 7.30. Lunch is at 13.00"]
)
def test_hour_of_a_clock_of_24_hours_is_not_asked(hour):
    (draft,) = parse(f"Wool talk, Leeds\n\nTuesday 2 March 2027 {hour}", today=FEBRUARY)

    assert "morning-or-afternoon" not in question_readings(draft)
