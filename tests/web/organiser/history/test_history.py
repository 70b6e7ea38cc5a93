"""The history of an event: who changed what, when, from what to what."""

import re
from dataclasses import fields
from datetime import timedelta

from tests.web.organiser.history.conftest import entries
from tests.web.pages import statements
from webinars.database import transaction
from webinars.events.details import NAMES
from webinars.events.history.stored_revisions import Revision
from webinars.events.models import Event
from webinars.events.settings.registration_settings import RegistrationSettings
from webinars.questions.validation import QuestionDetails
from webinars.timezones import clock as wall_clock
from webinars.web.organiser.events.form import EventForm
from webinars.web.organiser.history import event_text, question_text, settings_text
from webinars.web.organiser.history.value_text import excerpts
from webinars.web.organiser.questions.form import QuestionForm
from webinars.web.organiser.settings.form import RegistrationSettingsForm
from webinars.worker.data_purge import DataPurger


def test_change_is_shown_in_words_in_the_zone_of_the_reader(write, make_event, history, clock):
    event = make_event(title="Seas", publish=False)
    write(event.id, title="Seas", start="15:00")
    clock.advance(timedelta(minutes=5))

    write(event.id, title="Oceans", start="16:00", capacity="")

    assert entries(history(event))[0] == (
        "Event changed by Amira Haddad, 25 November 2026, 10:05"
        " Start (Geneva) Before: Thursday 17 June 2027, 15:00 After: 16:00"
        " End (Geneva) Before: Thursday 17 June 2027, 16:30 After: 17:30"
        " Title Before: Seas After: Oceans Number of places Before: 250 After: –"
    )


def test_new_event_and_its_states_are_entries(write, press, make_event, history):
    event = make_event(title="Seas", publish=False)
    for action in ("publication", "postponement", "restoration", "cancellation"):
        assert press(f"/organise/events/{event.id}/{action}").status_code == 303

    lines = entries(history(event))

    assert [line.partition(" by ")[0] for line in lines] == [
        "Event cancelled",
        "Event reinstated",
        "Event postponed",
        "Event published",
        "Event created",
    ]
    assert lines[-1] == (
        "Event created by the system, 25 November 2026, 10:00"
        " Date and time After: Friday 16 July 2027, 15:00 Geneva Title After: Seas"
    )


def test_saving_the_same_again_is_no_entry(write, make_event, history):
    event = make_event(publish=False)
    write(event.id)
    before = len(entries(history(event)))

    write(event.id)

    assert len(entries(history(event))) == before


def test_page_costs_the_same_with_any_number_of_changes(write, make_event, history, make_series):
    event = make_event(publish=False)
    costs = []
    for rounds in range(1, 4):
        for number in range(rounds):
            write(event.id, title=f"{rounds} {number}", series=f"Series {rounds} {number}")
        with statements() as sent:
            history(event)
        costs.append(len(sent))

    assert costs == [costs[0]] * 3
    assert costs[0] <= 5


def test_pages_follow_each_other_without_gap(make_event, history, session, monkeypatch):
    event = make_event(publish=False)
    session.add_all(
        Revision(
            event_id=event.id,
            subject="event",
            subject_id=event.id,
            changed_at=event.created_at,
            values={"state": "draft", "title": f"T{number}", "when": [], "span": []},
            previous={"title": "before"},
        )
        for number in range(65)
    )
    session.commit()
    shown, query, pages = [], "", 0

    while query is not None and pages < 5:
        page, pages = history(event, query), pages + 1
        shown += re.findall(r"After: </span>(T\d+)<", page.text)
        following = re.search(r'href="[^"]*/history(\?after=\d+)" rel="next"', page.text)
        query = following and following[1]

    assert shown == [f"T{number}" for number in reversed(range(65))]
    assert pages == 3
    assert history(event, "?after=1").status_code == 200


def test_broken_cursor_is_refused(signed_in, make_event):
    event = make_event()

    assert signed_in.get(f"/organise/events/{event.id}/history?after=x").status_code == 422


def test_every_declared_field_has_a_label_and_that_of_the_form(app):
    assert {*event_text.FIELDS, "when", "reading"} == {*NAMES, "materials", "other_times"}
    assert set(settings_text.FIELDS) == {field.name for field in fields(RegistrationSettings)}
    condition = {"parent_id", "parent_values"}
    asked = {field.name for field in fields(QuestionDetails)} - condition
    assert set(question_text.FIELDS) == {*asked, "question_type", "position", "condition"}
    with app.test_request_context():
        for form, texts in (
            (EventForm(), event_text.FIELDS),
            (RegistrationSettingsForm(), settings_text.FIELDS),
            (QuestionForm(), question_text.FIELDS),
        ):
            shown = {name: str(field.label.text) for name, field in form._fields.items()}
            labels = {name: label for name, (label, _) in texts.items() if name in shown}
            assert labels == {name: shown[name] for name in labels}


def test_long_texts_are_shown_where_they_differ():
    same = "a" * 5000

    assert excerpts(f"{same}b{same}", f"{same}cc{same}") == (
        f"…{'a' * 40}b{'a' * 40}…",
        f"…{'a' * 40}cc{'a' * 40}…",
    )
    assert excerpts(same, f"{same}aa") == (f"…{'a' * 40}", f"…{'a' * 42}")
    assert [len(one) for one in excerpts("b" * 900, "c" * 1000)] == [301, 301]
    assert excerpts("b", "c") == ("b", "c")


def test_change_costs_one_statement_more(write, make_event):
    event = make_event(publish=False)
    write(event.id, title="First")

    with statements() as sent:
        assert write(event.id, title="Second").status_code == 303

    assert [one for one in sent if "revisions" in one] == [
        one for one in sent if one.startswith("INSERT INTO revisions")
    ]
    assert len([one for one in sent if "revisions" in one]) == 1


def test_purges_are_in_the_history_with_numbers_and_no_names(
    clock, history, make_event, make_registration
):
    event = make_event()
    for number in range(2):
        make_registration(event, email=f"{number}@example.com", name="Wanjiru")
    long_ago = wall_clock.now() - timedelta(days=400)
    with transaction() as session:
        row = session.get_one(Event, event.id)
        row.ends_at = row.revised_at = row.retention_notified_at = long_ago
    purger = DataPurger()
    while purger.purge_next_batch():
        pass

    [purge, *_] = entries(history(event))

    assert purge.startswith("Personal data deleted after the event by the system, 25 November 2026")
    assert "Registrations After: 2" in purge
    assert "Wanjiru" not in history(event).text
