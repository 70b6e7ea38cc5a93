"""Dates that may be those of events: left out unless the organiser says that they are events."""

import re

import pytest

from tests.web.organiser.announcements.pasting import (
    ASKING,
    CLEAR,
    buttons,
    carried,
    corrected,
)
from tests.web.organiser.conftest import all_stored
from webinars.events.enums import EventState

GARDEN = "The garden is nicest on Friday, 7 May 2027."
POSSIBLE = f"{CLEAR}\n\n{GARDEN}"
YES = "answer 2:separate-event:an-event"


def words(page):
    """Return the words of a page."""
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page.text))


def test_date_of_no_event_is_asked_about_and_not_counted(paste):
    page = paste(POSSIBLE)

    assert "1 event found. 1 line with a date belongs to no event." in words(page)
    assert "Are these events, too?" in words(page)
    assert '<q dir="auto">The garden is nicest on Friday, 7 May 2027.</q>' in page.text
    assert buttons(page, "answer") == [YES]
    assert "There are no open questions" not in page.text
    assert "open questions" not in words(page)


def test_date_is_left_out_unless_the_organiser_says_that_it_is_an_event(paste):
    page = paste(POSSIBLE)

    paste(on=page, do="publish")

    assert [(event.title, event.state) for event in all_stored()] == [
        ("Water talk", EventState.PUBLISHED)
    ]


def test_confirmed_date_is_saved_with_the_others(paste):
    page = paste(POSSIBLE)
    confirmed = paste(on=page, do=YES)

    paste(on=confirmed, do="publish")

    assert "2 events found. There are no open questions." in words(confirmed)
    assert "Change answer" in words(confirmed)
    assert {event.state for event in all_stored()} == {EventState.PUBLISHED}
    assert len(all_stored()) == 2


def test_confirmation_is_withdrawn(paste):
    confirmed = paste(on=paste(POSSIBLE), do=YES)

    page = paste(on=confirmed, do="ask 2:separate-event")

    assert carried(page)["answers"] == ""
    assert buttons(page, "answer") == [YES]


def test_questions_about_a_date_are_asked_once_it_is_an_event(paste):
    page = paste(f"{CLEAR}\n\n{GARDEN}\nThe gate is open until 20:00.")
    confirmed = paste(on=page, do=YES)

    assert buttons(page, "answer") == [YES, YES.replace("2", "3")]
    assert "1 question is open" in words(confirmed)
    assert buttons(confirmed, "answer")[0].startswith("answer 2:time-elsewhere:")


def test_open_question_of_another_event_is_counted_alone(paste):
    page = paste(f"{ASKING}\n\n{GARDEN}")

    assert "1 event found. 1 question is open" in words(page)
    assert "1 event with open questions" in words(page)


def test_text_with_nothing_but_such_dates_offers_no_saving(paste):
    page = paste("Deadline: 4 May 2027. Next meeting: Friday 7 May 2027.")

    assert "0 events found." in words(page)
    assert buttons(page, "publish") + buttons(page, "save") == []
    assert len(buttons(page, "answer")) == 1


def test_no_event_is_called_ready_while_dates_are_not_understood(paste):
    dates = "\n\n".join(f"The tree in garden {n} is nicest on {n} May 2027." for n in range(1, 26))

    page = words(paste(f"{CLEAR}\n\n{dates}"))

    assert "dates were not understood" in page
    assert "Ready" not in page
    assert "without questions" not in page
    assert "Ready" in words(paste(POSSIBLE))


@pytest.mark.parametrize("press", ["look", "dismiss draft-2"])
def test_corrections_stay_while_a_date_is_no_event(paste, press):
    confirmed = paste(on=paste(POSSIBLE), do=YES)
    schedule = paste(on=confirmed, do="correct 2 schedule")
    opened = paste(on=schedule, do="correct 2 location", **corrected(schedule))
    entered = {**corrected(opened), "draft-2-first": "", "draft-2-place": "Room 5"}

    withdrawn = paste(on=opened, do="ask 2:separate-event", left_2="y", **entered)
    others = paste(on=withdrawn, do=press, **corrected(withdrawn))
    shown = paste(on=others, do="restore draft-2", **corrected(others))
    again = paste(on=shown, do=YES, **corrected(shown))

    assert withdrawn.status_code == 200
    assert corrected(again) == entered


def test_invalid_correction_of_no_event_is_no_obstacle(paste):
    confirmed = paste(on=paste(POSSIBLE), do=YES)
    opened = paste(on=confirmed, do="correct 2 schedule")
    entered = {**corrected(opened), "draft-2-first": "7 May"}
    withdrawn = paste(on=opened, do="ask 2:separate-event", **entered)

    assert (withdrawn.status_code, "#draft-2-first" in withdrawn.text) == (200, False)
    paste(on=withdrawn, do="save", **corrected(withdrawn))
    assert [event.title for event in all_stored()] == ["Water talk"]


PROGRAMME = f"{CLEAR}\n\n" + "\n".join(f"{hour}:10 Session {hour}" for hour in range(17, 20))


def test_hours_of_no_event_are_in_a_closed_list(paste):
    page = paste(PROGRAMME)

    assert "3 more dates or times in the text: is one of them an event?" in words(page)
    assert '<details class="remaining" id="remaining">' in page.text
    assert buttons(page, "answer") == [f"answer {n}:separate-event:an-event" for n in (2, 3, 4)]
    assert "1 event found. There are no open questions." in words(page)


def test_hour_becomes_an_event_by_one_press(paste):
    page = paste(PROGRAMME)
    made = paste(on=page, do=YES)
    named = paste(on=made, do="save", title_2="First session")

    assert "2 more dates or times in the text" in words(made)
    assert '<details class="remaining" id="remaining" open>' in made.text
    assert named.status_code == 303
    assert [(event.title, event.local_start.hour) for event in all_stored()] == [
        ("Water talk", 15),
        ("First session", 17),
    ]


def test_hours_of_no_event_are_not_saved(paste):
    saved = paste(on=paste(PROGRAMME), do="publish")

    assert saved.status_code == 303
    assert [event.state for event in all_stored()] == [EventState.PUBLISHED]
