"""Fixtures of the organiser's tests: a filled form, and functions that submit forms."""

import pytest
from wtforms import BooleanField, SelectField

from tests.web.conftest import token_of
from tests.web.organiser.announcements.pasting import PATH, as_browsers_send, carried
from webinars.accounts.organisers import add_organiser
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import db, transaction
from webinars.events.models import Event

FILLED = {
    "revision": "0",
    "title": "Access to justice",
    "description": "Hello **you**",
    "series": "",
    "languages": "English, French",
    "precision": "time",
    "date": "2027-06-17",
    "start": "15:00",
    "end": "90 min",
    "first": "",
    "last": "",
    "month": "",
    "year": "2027",
    "zone": "Europe/Zurich",
    "cities": "Geneva, New York",
    "format": "online",
    "place": "",
    "meeting_url": "https://rooms.example.org/secret-room",
    "accepts_registrations": "y",
    "capacity": "250",
    "opens_on": "",
    "opens_time": "",
    "closes_on": "",
    "closes_time": "",
    "notification_mode": "each",
    "contact_name": "Amira Haddad",
    "contact_email": "amira@example.org",
    "hosted_by": "",
    "external_url": "",
}


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def write(signed_in):
    """Return a function that submits the form of an event, by default a new one."""

    def write(event_id=None, /, do="save", without=(), **values):
        path = f"/organise/events/{event_id}/edit" if event_id else "/organise/events/new"
        # A new series is agreed to, as its box does.
        fields = {**FILLED, "do": do, "new_series": values.get("series", ""), **values}
        if event_id and "revision" not in values:
            fields["revision"] = str(stored(event_id).revision)
        remaining = {name: value for name, value in fields.items() if name not in without}
        token = token_of(signed_in.get("/organise/events/new"))
        return signed_in.post(path, data={"csrf_token": token, **remaining})

    return write


@pytest.fixture
def paste(signed_in):
    """Return a function that submits the announcement form, with the hidden fields of a previous page."""
    token = token_of(signed_in.get(PATH))

    def paste(text=None, *, do="read", on=None, **values):
        fields = {"csrf_token": token, "do": do, **(carried(on) if on else {}), **values}
        if text is not None:
            fields["text"] = text
        return signed_in.post(PATH, **as_browsers_send(fields))

    return paste


@pytest.fixture
def press(signed_in):
    """Return a function that submits a form with a button only."""

    def press(path):
        token = token_of(signed_in.get("/organise/events/new"))
        return signed_in.post(path, data={"csrf_token": token})

    return press


@pytest.fixture
def desk(signed_in):
    """Return a function that submits an organiser's form with its CSRF token."""
    token = token_of(signed_in.get("/links"))

    def send(path, **values):
        return signed_in.post(path, data={"csrf_token": token, **values})

    return send


@pytest.fixture
def invite(make_event, make_registration):
    """Return a builder of an event and its registrations, in their order."""

    def invite(names, *, capacity=1, terms=None):
        event = make_event(capacity=capacity, terms=terms)
        people = [make_registration(event, email=f"{n}@example.org", name=n) for n in names]
        return event, f"/organise/events/{event.id}", people

    return invite


@pytest.fixture
def another(app):
    """Return an organiser who is not an administrator."""
    with transaction() as session:
        made = add_organiser(session, email="bo@example.org", name="Bo", timezone="Africa/Nairobi")
        session.flush()
        session.expunge(made)
    return made


@pytest.fixture
def as_another(app, client, another):
    """Return a client in which the other organiser is signed in."""
    with transaction() as session:
        secret = issue_sign_in_token(session, another)
    browser = app.test_client()
    path = f"/sign-in/{secret}"
    browser.post(path, data={"csrf_token": token_of(browser.get(path))})
    return browser


def texts_of(form):
    """Return the texts that a browser submits for a form as it was rendered."""
    texts = {}
    for name, field in form._fields.items():
        if isinstance(field, BooleanField):
            texts.update({name: "y"} if field.data else {})
        elif isinstance(field, SelectField):
            texts[name] = "" if field.data is None else str(field.data)
        else:
            texts[name] = field._value()
    return texts


def stored(event_id):
    """Return an event as currently stored."""
    db.session.rollback()
    return db.session.get(Event, event_id)


def all_stored():
    """Return all stored events."""
    db.session.rollback()
    return db.session.query(Event).order_by(Event.id).all()
