"""Drafts of an announcement that are dates of one event: offered, and saved as such if that is chosen."""

from datetime import datetime

import pytest

from tests.web.organiser.announcements.pasting import CLEAR, TWO
from tests.web.organiser.conftest import all_stored
from tests.web.pages import text_of
from webinars.database import db
from webinars.events.enums import EventState
from webinars.events.models import Series

THREE = """Water talk

Tuesday 2 March 2027, 15:00-16:30 Geneva
Tuesday 9 March 2027, 15:00-16:30 Geneva
Tuesday 16 March 2027, 15:00-16:30 Geneva

A talk about lakes. Join online: https://rooms.example.org/lakes
"""

SAME_DAY = """Water talk

Tuesday 2 March 2027, 15:00-16:30 Geneva

Water talk

Tuesday 2 March 2027, 18:00-19:30 Geneva
"""


@pytest.fixture
def save(paste):
    """Return a function that pastes a text and saves its drafts."""

    def save(text, do="publish", **values):
        return paste(do=do, on=paste(text), **values)

    return save


def test_dates_of_one_title_are_offered_as_one_event(paste):
    page = text_of(paste(THREE))

    assert "“Water talk” has 3 dates" in page
    assert "These are dates of one event" in page
    assert "Tuesday 16 March 2027, 15:00 Geneva" in page


@pytest.mark.parametrize("text", [CLEAR, TWO, SAME_DAY])
def test_single_and_different_events_are_not_offered(paste, text):
    assert "These are dates of one event" not in text_of(paste(text))


def test_chosen_dates_have_one_set_of_fields_a_series_and_a_group(save):
    answer = save(THREE, dates_1="y")

    made = all_stored()
    assert answer.status_code == 303
    assert [event.local_start for event in made] == [
        datetime(2027, 3, day, 15) for day in (2, 9, 16)
    ]
    assert {event.title for event in made} == {"Water talk"}
    assert [event.description for event in made] == ["A talk about lakes."] * 3
    assert {event.meeting_url for event in made} == {"https://rooms.example.org/lakes"}
    assert {event.state for event in made} == {EventState.PUBLISHED}
    assert len({event.date_group_id for event in made} - {None}) == 1
    assert [series.name for series in db.session().query(Series)] == ["Water talk"]
    assert len({event.series_id for event in made}) == 1
    assert len({event.uid for event in made}) == 3


def test_date_keeps_a_join_link_of_its_own(save):
    parts = [
        f"Water talk\n\nTuesday {day} March 2027, 15:00-16:30 Geneva\n\nJoin: https://zoom.us/j/12345678{day}\n\n"
        for day in (2, 9)
    ]

    save("\n".join(parts), dates_1="y")

    assert [event.meeting_url for event in all_stored()] == [
        "https://zoom.us/j/123456782",
        "https://zoom.us/j/123456789",
    ]
    assert len({event.date_group_id for event in all_stored()} - {None}) == 1


VENUES = """Water talk

Tuesday 2 March 2027, 15:00-16:30 Geneva
Venue: Palais des Nations, Room XX

Water talk

Tuesday 9 March 2027, 15:00-16:30 Geneva
Venue: International Conference Centre
"""


@pytest.mark.parametrize(
    ("choice", "places"),
    [
        ({}, ["Palais des Nations, Room XX", "International Conference Centre"]),
        ({"venue_1": "y"}, ["Palais des Nations, Room XX"] * 2),
    ],
)
def test_venues_that_differ_are_shown_and_stay_unless_one_is_chosen(paste, choice, places):
    page = paste(VENUES)
    paste(do="publish", on=page, dates_1="y", **choice)

    text = text_of(page)
    assert "Their venues differ, and each keeps its own." in text
    assert "Tuesday 9 March 2027, 15:00 Geneva : International Conference Centre" in text
    assert "All are at one venue: Palais des Nations, Room XX" in text
    assert [event.place for event in all_stored()] == places
    assert len({event.date_group_id for event in all_stored()} - {None}) == 1


def test_dates_that_are_not_chosen_stay_events_of_their_own(save):
    save(THREE)

    assert [event.date_group_id for event in all_stored()] == [None] * 3
    assert db.session().query(Series).count() == 0


def test_date_that_is_left_out_is_no_date_of_the_event(save):
    save(THREE, dates_1="y", left_1="y")

    made = all_stored()
    assert [event.local_start.day for event in made] == [9, 16]
    assert len({event.date_group_id for event in made} - {None}) == 1


def test_choice_stays_while_the_page_is_updated(paste):
    page = paste(do="look", on=paste(THREE), dates_1="y")

    assert 'name="dates_1" type="checkbox" value="y" checked' in page.text.replace(
        'checked id="dates_1" name="dates_1" type="checkbox" value="y"',
        'name="dates_1" type="checkbox" value="y" checked',
    )
