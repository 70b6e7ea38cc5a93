"""The organiser's pages of a poll: make it, add participants, change it, and choose the date."""

import html
import re

import pytest
from sqlalchemy import select

from tests.polls.conftest import event, make_poll, options, people, poll, stored
from tests.web.organiser.test_fair_time import ASKED
from webinars.database import db
from webinars.events.models import Event
from webinars.polls.models import Poll, PollOption
from webinars.polls.poll_rules import PollState, ResultsShown
from webinars.web.organiser.polls import views

__all__ = ["event", "make_poll", "poll"]

FORM = {
    "title": "Round table",
    "precision": "time",
    "zone": "Europe/Zurich",
    "duration": "90 min",
    "days": "1",
    "closes_on": "2026-12-04",
    "results_shown": "counts",
    "pattern": "weekly",
    "country": "",
    "date_1": "2027-03-02",
    "start_1": "15:00",
    "date_2": "2027-03-03",
    "start_2": "10:00",
}
pytestmark = pytest.mark.usefixtures("clock", "signed_in")


def polls():
    db.session.rollback()
    return db.session.scalars(select(Poll).order_by(Poll.id)).all()


def filled(text):
    return [value for value in re.findall(r'name="date_\d"[^>]*value="([^"]*)"', text) if value]


def test_poll_makes_a_draft_known_by_its_month(send):
    answer = send("/organise/polls/new", **FORM, do="save")

    assert answer.status_code == 303
    [poll] = polls()
    draft = stored(Event, poll.event_id)
    assert (draft.title, draft.state, draft.precision) == ("Round table", "draft", "month")
    assert poll.results_shown is ResultsShown.COUNTS
    assert poll.closes_at.isoformat() == "2026-12-04T23:00:00+00:00"
    assert [
        (one.starts_at.isoformat(), str(one.ends_at - one.starts_at)) for one in options(poll)
    ] == [
        ("2027-03-02T14:00:00+00:00", "1:30:00"),
        ("2027-03-03T09:00:00+00:00", "1:30:00"),
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"date_2": "", "start_2": ""}, "A poll needs at least 2 possible dates."),
        ({"date_9": "2027-03-09"}, "A poll can have at most 8 possible dates."),
        ({"date_2": "2027-03-02", "start_2": "15:00"}, "This is the same date as number 1."),
        ({"date_2": "2026-11-01"}, "This date is in the past."),
        ({"date_2": "2027-03-28", "start_2": "02:30"}, "Clocks go forward at that time"),
        ({"date_2": "2027-10-31", "start_2": "02:30"}, "Clocks go back at that time"),
        ({"start_2": ""}, "Enter the start, such as 15:00."),
        ({"closes_on": "2026-11-24"}, "The last day for answers must be today or later."),
        ({"title": ""}, "Enter a title: participants read it first."),
    ],
)
def test_wrong_poll_is_refused_at_its_place(send, fields, sentence):
    answer = send("/organise/polls/new", **{**FORM, **fields, "description": "Kept"}, do="save")

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept" in answer.text
    assert polls() == []


def test_rule_fills_in_the_dates_and_marks_are_shown(send):
    blank = {name: "" for name in FORM if name.startswith(("date_", "start_"))}
    rule = {"interval": "2", "weekdays": "1", "count": "3", "rule_start": "15:00", "country": "CH"}
    answer = send("/organise/polls/new", **{**FORM, **blank, **rule}, do="fill")

    assert answer.status_code == 200
    assert filled(answer.text) == ["2026-12-08", "2026-12-22", "2027-01-05"]
    marked = {"date_1": "2026-12-25", "date_2": "2026-12-26", "start_2": "10:00", "country": "CH"}
    looked = send("/organise/polls/new", **{**FORM, **marked}, do="look").text
    assert "Public holiday in Switzerland" in looked
    assert "On the weekend in Switzerland." in looked


def test_rule_with_more_than_eight_dates_is_refused(send):
    rule = {"interval": "1", "weekdays": "1", "count": "9", "rule_start": "15:00"}
    answer = send("/organise/polls/new", **{**FORM, **rule}, do="fill")

    assert "A poll can have at most 8 possible dates." in answer.text
    assert filled(answer.text) == ["2027-03-02", "2027-03-03"]


def test_times_of_fair_hours_fill_in_the_form(signed_in, send):
    fields = {
        **ASKED,
        "fair_duration": "45 min",
        "fair_zone": "Asia/Tokyo",
        "fair_date": "2027-03-02",
        "fair_until": "2027-03-16",
    }
    proposed = send("/organise/fair-time", **fields, do="compare").text
    [link] = re.findall(r'href="(/organise/polls/new[^"]*)"', proposed)
    page = signed_in.get(html.unescape(link)).text

    assert filled(page) == ["2027-03-02", "2027-03-09", "2027-03-16"]
    assert '<option selected value="Asia/Tokyo">' in page
    assert 'value="45 min"' in page
    assert (
        filled(signed_in.get("/organise/polls/new?take=fair=2027-13-02T15:00/90/UTC|x").text) == []
    )


def test_pasted_list_is_checked_before_anyone_is_asked(event, make_poll, send, deliver):
    poll = make_poll(event, people=())
    page = f"/organise/events/{event.id}/polls/{poll.id}/participants"
    text = "Wanjiru <wanjiru@example.com>\nnot an address\nyusuf@example.com"
    checked = send(page, text=text, do="read")

    assert "1 line cannot be used" in checked.text
    assert people(poll) == []
    answer = send(page, text=text, lang="en", do="invite", seen="1")
    assert answer.status_code == 303
    assert [one.email for one in people(poll)] == ["wanjiru@example.com", "yusuf@example.com"]
    assert len(deliver()) == 2


def test_option_is_added_and_removed_after_asking(event, poll, send, client):
    base = f"/organise/events/{event.id}/polls/{poll.id}"
    repeated = send(f"{base}/options/new", date="2027-07-05", start="15:00")
    assert (repeated.status_code, "Two of the dates are the same." in repeated.text) == (422, True)
    assert send(f"{base}/options/new", date="2027-07-08", start="09:00").status_code == 303
    added = options(poll)[-1]
    assert added.starts_at.isoformat() == "2027-07-08T07:00:00+00:00"
    page = f"{base}/options/{added.id}/removal"
    assert "Nobody has answered for it." in client.get(page).text
    assert send(page).status_code == 303
    assert len(options(poll)) == 3


def test_settings_are_changed(event, poll, send):
    page = f"/organise/events/{event.id}/polls/{poll.id}/settings"
    fields = {"closes_on": "2026-12-24", "results_shown": "names", "has_open_link": "y"}
    assert send(page, **fields).status_code == 303
    changed = stored(Poll, poll.id)
    assert (changed.results_shown, changed.has_open_link) == (ResultsShown.NAMES, True)
    assert changed.closes_at.isoformat() == "2026-12-24T23:00:00+00:00"
    assert send(page, **{**fields, "closes_on": "2026-11-01"}).status_code == 422


def test_choice_says_who_is_told_and_moves_the_event(event, poll, send, client):
    option = options(poll)[1]
    page = f"/organise/events/{event.id}/polls/{poll.id}/options/{option.id}/choice"

    assert "2 participants are told the date by e-mail." in client.get(page).text
    assert send(page).status_code == 303
    assert stored(Event, event.id).when == option.when
    assert send(f"/organise/events/{event.id}/history", at=page).status_code == 409
    assert "Date chosen from the poll" in client.get(f"/organise/events/{event.id}/history").text


def test_poll_is_cancelled_after_asking(event, poll, send, client):
    page = f"/organise/events/{event.id}/polls/{poll.id}/cancellation"

    assert "2 participants get an e-mail." in client.get(page).text
    assert send(page).status_code == 303
    assert stored(Poll, poll.id).state is PollState.CANCELLED
    assert "Round table" in client.get("/organise/polls").text


def test_event_with_a_date_says_why_it_gets_no_poll(make_event, client):
    answer = client.get(f"/organise/events/{make_event().id}/polls/new")

    assert answer.status_code == 409
    assert "This event has a date that is in calendars already." in answer.text
    assert db.session.scalars(select(PollOption)).all() == []


def test_draft_with_an_open_poll_is_not_deleted(send):
    send("/organise/polls/new", **FORM, do="save")
    [poll] = polls()
    answer = send(f"/organise/events/{poll.event_id}/removal")

    assert answer.status_code == 409
    assert "Cancel the poll first" in answer.text


def test_participants_are_listed_page_by_page(event, make_poll, client, monkeypatch):
    monkeypatch.setattr(views, "PAGE_LENGTH", 2)
    names = ("ana", "bo", "cleo")
    asked = make_poll(event, people=[(name, f"{name}@example.com") for name in names])
    first = client.get(f"/organise/events/{event.id}/polls/{asked.id}").text
    [path] = re.findall(r'href="([^"]+[?]after=\d+)#people-title" rel="next"', first)
    last = client.get(html.unescape(path)).text

    listed = [[name for name in names if f"<bdi>{name}</bdi>" in page] for page in (first, last)]
    assert listed == [["ana", "bo"], ["cleo"]]
    assert ["First participants" in page for page in (first, last)] == [False, True]
