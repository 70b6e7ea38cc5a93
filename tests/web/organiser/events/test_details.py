"""Each field of EventDetails is written, copied, compared with duplicates, and shown and parsed by the form."""

from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.datastructures import MultiDict

from tests.conftest import SUMMER
from tests.web.conftest import token_of
from tests.web.organiser.conftest import texts_of
from webinars.database import db, transaction
from webinars.events.changes import change_event
from webinars.events.creation import create_event
from webinars.events.details import LOCALIZED_NAMES, NAMES, EventDetails, details_of
from webinars.events.double_submission import find_recent_duplicate
from webinars.events.enums import Format, NotificationMode
from webinars.events.queries import event_by_id
from webinars.events.series_creation import create_series
from webinars.localized_text import LocalizedText, comparable, rewritten
from webinars.timezones.schedule import Timed
from webinars.web.organiser.events.form_schedule import parse_times
from webinars.web.organiser.events.form_values import event_details, initial_data, text_values
from webinars.web.organiser.events.link_rows import form_for

HOUR = timedelta(hours=1)
# A value for every field, none of them the default: a new field needs one here.
VALUES = {
    "title": LocalizedText("Access to justice", {"ar": "العدالة", "fr": "L’accès à la justice"}),
    "when": SUMMER,
    "cities": ["GVA", "NYC"],
    "description": LocalizedText("For everyone", {"fr": "Pour tous"}),
    "text_language": "en",
    "links": [{"url": "https://example.org/papers", "text": "Papers"}],
    "languages": ["en", "fr"],
    "contact_name": "Bo",
    "contact_email": "bo@example.org",
    "format": Format.HYBRID,
    "place": LocalizedText("Room XX", {"fr": "Salle XX"}),
    "meeting_url": "https://rooms.example.org/one",
    "hosted_by": "The Institute",
    "external_url": "https://example.org/register",
    "accepts_registrations": False,
    "capacity": 40,
    "opens_at": datetime(2027, 6, 1, 7, tzinfo=UTC),
    "closes_at": datetime(2027, 7, 1, 7, tzinfo=UTC),
    "notification_mode": NotificationMode.NEVER,
    "reading": {"proposed": ["title"], "assumed": [], "questions": []},
}
OTHERS = {
    "title": "Another",
    "when": Timed(SUMMER.start + HOUR, SUMMER.end + HOUR, SUMMER.timezone),
    "cities": ["GVA"],
    "links": [],
    "languages": ["es"],
    "text_language": "es",
    "contact_email": "amira@example.org",
    "format": Format.ONLINE,
    "meeting_url": "https://rooms.example.org/two",
    "external_url": "https://example.org/elsewhere",
    "accepts_registrations": True,
    "capacity": 41,
    "notification_mode": NotificationMode.DAILY,
}


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "fr"]}


def equal(details, other):
    """Compare details in all languages."""
    return {name: comparable(getattr(details, name)) for name in NAMES} == {
        name: comparable(getattr(other, name)) for name in NAMES
    }


@pytest.fixture
def details(app):
    with transaction() as session:
        series_id = create_series(session, name="Dialogues").id
    return EventDetails(**VALUES, series_id=series_id)


@pytest.fixture
def event(details, organiser, site):
    with transaction() as session:
        event_id = create_event(session, organiser=organiser, details=details, site=site).id
    return event_by_id(db.session(), event_id)


def test_every_field_has_a_value_that_is_no_default():
    assert {*VALUES, "series_id", "session_number"} == set(NAMES)
    defaults = {
        field.name: field.default_factory()
        if field.default_factory is not MISSING
        else field.default
        for field in fields(EventDetails)
    }
    assert not [name for name in VALUES if VALUES[name] == defaults[name]]


def test_event_holds_every_detail(event, details):
    assert equal(details_of(event), details)


def test_language_of_the_texts_is_stored_in_its_usual_case(details, organiser, site):
    with transaction() as session:
        wanted = replace(details, text_language="PT_br")
        event = create_event(session, organiser=organiser, details=wanted, site=site)

        assert event.text_language == "pt-BR"


def test_change_writes_every_detail(make_event, details, site):
    event = make_event(publish=False)

    with transaction() as session:
        change_event(session, event.id, details=details, revision=event.revision, site=site)

    assert equal(details_of(event_by_id(db.session(), event.id)), details)


def test_copy_has_every_detail_but_dates_of_registration(event, details, signed_in):
    page = f"/organise/events/{event.id}/edit"
    token = token_of(signed_in.get(page))

    answer = signed_in.post(f"/organise/events/{event.id}/copy", data={"csrf_token": token})

    copy_id = int(answer.location.split("/events/")[1].split("/")[0])
    assert copy_id != event.id
    db.session.rollback()
    copy = details_of(event_by_id(db.session(), copy_id))
    assert equal(copy, replace(details, opens_at=None, closes_at=None, reading={}))


def test_identical_details_are_a_duplicate(event, details, organiser):
    result = find_recent_duplicate(db.session(), organiser, details)

    assert result is not None
    assert result.id == event.id


@pytest.mark.parametrize(
    "name", sorted(set(NAMES) - {"series_id", "opens_at", "closes_at", "reading"})
)
def test_another_value_of_any_field_is_no_duplicate(event, details, organiser, name):
    other = replace(details, **{name: OTHERS.get(name, "Other")})

    assert find_recent_duplicate(db.session(), organiser, other) is None


def test_form_shows_and_parses_every_detail(app, event, details):
    with app.test_request_context():
        form_class = form_for(event, {})
        shown = form_class(formdata=None, data=initial_data(event))
        form = form_class(formdata=MultiDict(texts_of(shown)), meta={"csrf": False})
        assert form.validate(), form.errors
        parsed = event_details(
            form, parse_times(form), series_id=event.series_id, links=list(event.links)
        )

    assert equal(parsed, replace(details, reading={}))


@pytest.mark.parametrize("name", LOCALIZED_NAMES)
def test_another_translation_is_no_duplicate(event, details, organiser, name):
    other = LocalizedText(getattr(details, name), {"fr": "Autre"})

    changed = replace(details, **{name: other})

    assert find_recent_duplicate(db.session(), organiser, changed) is None


def test_form_that_knows_no_translations_leaves_them(app, event, details):
    with app.test_request_context():
        form_class = form_for(event, {})
        sent = texts_of(form_class(formdata=None, data=initial_data(event)))
        known = {
            name: text
            for name, text in sent.items()
            if name.rpartition("_")[2] not in {"fr", "ar", "en"}
        }
        form = form_class(formdata=MultiDict({**known, "title": "New"}), meta={"csrf": False})
        assert form.validate(), form.errors
        title = text_values(form)["title"]

    assert type(title) is str
    assert comparable(rewritten(title, details.title)) == comparable(
        LocalizedText("New", details.title.translations)
    )
