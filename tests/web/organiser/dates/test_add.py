"""The page that adds dates to an event: rule or list, marks, changed and unticked rows, what is refused."""

import re
from datetime import datetime

import pytest

from tests.web.conftest import token_of
from tests.web.organiser.conftest import all_stored
from tests.web.pages import at, statements, text_of
from webinars.database import db
from webinars.events.enums import EventState
from webinars.events.models import Series
from webinars.timezones.schedule import Month

RULE = {
    "pattern": "weekly",
    "interval": "1",
    "weekdays": "1",
    "ordinal": "1",
    "weekday": "1",
    "count": "3",
    "country": "CH",
}
_VALUE = re.compile(r'name="((?:use|date|start)_\d+)"[^>]*value="([^"]*)"')
_UNTICKED = re.compile(r'<input id="(use_\d+)" name="use_\d+" type="checkbox" value="y">')


@pytest.fixture
def source(make_event, make_series):
    """Create an event on a Tuesday in a series."""
    return make_event(when=at(2027, 3, 9, 15), series_id=make_series().id)


@pytest.fixture
def ask_for(signed_in):
    """Return a function that submits the page, with the rows of a previous page."""
    token = token_of(signed_in.get("/links"))

    def ask_for(event, do="find", on=None, without=(), **values):
        rows = rows_of(on.text) if on else {}
        fields = {**RULE, **rows, "csrf_token": token, "do": do, **values}
        left = {name: value for name, value in fields.items() if name not in without}
        return signed_in.post(f"/organise/events/{event.id}/dates/new", data=left)

    return ask_for


def rows_of(page):
    """Return the fields of the rows as a browser would send them."""
    rows = dict(_VALUE.findall(page))
    for name in _UNTICKED.findall(page):
        rows.pop(name, None)
    count = sum(name.startswith("date_") for name in rows)
    return {**rows, "rows": str(count)}


def starts(events):
    return [event.local_start for event in events]


def test_dates_of_a_rule_are_marked_changed_and_published(ask_for, signed_in, source):
    found_page = ask_for(source, count="4")
    text = text_of(found_page)
    answer = ask_for(
        source, "publish", on=found_page, without=("use_2",), start_3="16:00", date_4="2027-04-07"
    )
    listed = text_of(signed_in.get(answer.location))

    assert "Tuesday 16 March 2027, 15:00 Geneva / 10:00 New York" in text
    assert "New York is 5 hours behind Geneva that day, not 6 hours." in text
    assert answer.location == f"/organise/events/{source.id}/dates?published=3"
    assert "3 dates were published." in listed
    made = all_stored()[1:]
    assert starts(made) == [
        datetime(2027, 3, 16, 15),
        datetime(2027, 3, 30, 16),
        datetime(2027, 4, 7, 15),
    ]
    assert {event.state for event in made} == {EventState.PUBLISHED}


def test_typed_dates_are_added_as_drafts(ask_for, source):
    found_page = ask_for(source, pattern="list", dates="6 May 2027\n2027-05-01")

    ask_for(source, "save", on=found_page)

    text = text_of(found_page)
    assert "Public holiday in Switzerland: Ascension Day." in text
    assert "On the weekend in Switzerland." in text
    assert {event.state for event in all_stored()[1:]} == {EventState.DRAFT}
    assert starts(all_stored()[1:]) == [datetime(2027, 5, 1, 15), datetime(2027, 5, 6, 15)]


def test_hour_that_clocks_skip_offers_its_neighbours(ask_for, make_event, make_series):
    night = make_event(when=at(2027, 3, 21, 2, 30), series_id=make_series().id)
    found_page = ask_for(night, weekdays="6", count="2")
    refused = ask_for(night, "publish", on=found_page)
    taken = ask_for(night, "look", on=found_page, take="start_1=2027-03-28T03:30:00")
    answer = ask_for(night, "publish", on=taken)

    assert "02:30 does not exist there" in text_of(found_page)
    assert 'value="start_1=2027-03-28T01:30:00"' in found_page.text
    assert refused.status_code == 422
    assert answer.status_code == 303
    assert starts(all_stored()[1:]) == [datetime(2027, 3, 28, 3, 30), datetime(2027, 4, 4, 2, 30)]


def test_event_without_series_is_asked_for_one(ask_for, make_event):
    source = make_event(when=at(2027, 3, 9, 15))
    found_page = ask_for(source)
    refused = ask_for(source, "publish", on=found_page, series="")
    asked = ask_for(source, "publish", on=found_page, series="Heat Dialogues")
    made = {"series": "Heat Dialogues", "new_series": "Heat Dialogues"}
    answer = ask_for(source, "publish", on=found_page, **made)

    statuses = [one.status_code for one in (refused, asked, answer)]
    assert statuses == [422, 422, 303]
    assert "Name the series that these dates are in." in text_of(refused)
    assert "There is no body or series named “Heat Dialogues”." in text_of(asked)
    assert 'id="new_series" name="new_series" value="Heat Dialogues"' in asked.text
    db.session().rollback()
    assert [series.name for series in db.session().query(Series)] == ["Heat Dialogues"]
    assert len({event.series_id for event in all_stored()}) == 1


def test_near_name_of_a_series_is_taken_and_a_proposed_name_made(ask_for, make_event, make_series):
    make_series("Heat Dialogues")
    source, other = (make_event(title=f"Talk {n}", when=at(2027, 3, 9, 15)) for n in (1, 2))
    found_page = ask_for(source)
    asked = ask_for(source, "publish", on=found_page, series="Heat Dialogue")
    taken = ask_for(
        source, "look", on=found_page, series="Heat Dialogue", take="series=Heat Dialogues"
    )
    answer = ask_for(other, "save", on=ask_for(other), series="Talk 2")

    assert 'value="series=Heat Dialogues"' in asked.text
    assert 'name="series" type="text" value="Heat Dialogues"' in taken.text
    assert answer.status_code == 303


def test_pressed_twice_adds_the_dates_once(ask_for, source):
    found_page = ask_for(source)

    first, second = (ask_for(source, "publish", on=found_page) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert len(all_stored()) == 4


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"count": "10000"}, "At most 60 dates can be added at once."),
        ({"count": ""}, "Enter the number of dates, or the last possible date."),
        ({"count": "", "until": "2037-12-31", "pattern": "daily"}, "At most 60 dates"),
        ({"count": "", "until": "2027-03-10"}, "This rule has no date."),
        ({"weekdays": ""}, "Choose at least one day of the week."),
        ({"interval": "0"}, "Enter a whole number from 1 to 52."),
        ({"pattern": "list", "dates": ""}, "Enter the dates, each on its own line."),
        ({"pattern": "list", "dates": "1 May 2027\nsoon"}, "Line 2 is not a date: “soon”."),
    ],
)
def test_rule_that_cannot_be_shown_is_refused_and_kept(ask_for, source, values, sentence):
    refused = ask_for(source, **values)

    assert refused.status_code == 422
    assert sentence in text_of(refused)
    for value in values.values():
        assert value.partition("\n")[0] in refused.text
    assert len(all_stored()) == 1


def test_rows_that_were_tampered_with_add_nothing(ask_for, source):
    found_page = ask_for(source)

    answers = [
        ask_for(source, "publish", on=found_page, rows="9999999999999"),
        ask_for(source, "publish", on=found_page, rows="61"),
        ask_for(source, "publish", on=found_page, date_1="tomorrow"),
        ask_for(source, "publish", on=found_page, start_2=""),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert len(all_stored()) == 1


def test_sixty_dates_are_shown_in_as_many_statements_as_three(ask_for, source):
    with statements() as few:
        ask_for(source)
    with statements() as many:
        ask_for(source, count="60")

    assert len(many) == len(few)


def test_event_known_by_its_month_needs_a_day_first(signed_in, make_event):
    event = make_event(when=Month(2027, 5, "Europe/Zurich"))

    page = signed_in.get(f"/organise/events/{event.id}/dates/new")

    assert "Choose its day first" in text_of(page)


def test_new_event_is_saved_and_then_gets_dates(write):
    answer = write(do="dates")

    assert answer.location == f"/organise/events/{all_stored()[0].id}/dates/new"
