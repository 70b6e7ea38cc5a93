"""E-mails to members of a team: which role, for which events, and a sign-in link only while it works."""

from datetime import timedelta

import pytest

from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.accounts.queries import organiser_by_email
from webinars.database import db, transaction
from webinars.events.models import Event, Series
from webinars.events.roles import Role
from webinars.events.team import membership
from webinars.localized_text import LocalizedText
from webinars.outbox.models import Message


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url, "LANGUAGES": ["en", "fr"]}


@pytest.fixture
def event_id(make_event, make_series):
    return make_event(title="Heat and work", series_id=make_series("Trade").id).id


@pytest.fixture
def owner(event_id):
    """Create an owner who is no administrator."""
    with transaction() as session:
        made = add_organiser(session, email="ada@example.org", name="Ada", timezone="Africa/Lagos")
        session.get_one(Event, event_id).organiser = made
        session.flush()
        return made.id


@pytest.fixture
def texts(event_id, deliver):
    """Return a function that adds a person and returns the texts of the e-mails of their role."""

    def add(by_id, email="bo@example.org", *, of_series=False, after=timedelta(0), clock=None):
        with transaction() as session:
            by = session.get_one(Organiser, by_id)
            membership.add_member(
                session, event_id, by=by, email=email, role=Role.VIEWER, of_series=of_series
            )
        if clock is not None:
            clock.advance(after)
        return [one.text for one in deliver() if "Your role" in one.message["Subject"]]

    return add


def test_administrator_is_told_the_role_that_was_given(texts, owner):
    with transaction() as session:
        add_organiser(session, email="boss@example.org", timezone="UTC", admin=True)

    [text] = texts(owner, "boss@example.org")

    assert "lets you see this event" in text
    assert "owner of this event" not in text


@pytest.mark.parametrize("of_series", [False, True])
def test_role_on_a_series_is_named(texts, owner, of_series):
    [text] = texts(owner, of_series=of_series)

    assert ("for the events of the series Trade that" in " ".join(text.split())) is of_series


def test_role_on_all_events_of_a_series_is_named(texts, organiser, owner):
    [text] = texts(organiser.id, of_series=True)

    assert "for all events of the series Trade, future ones too" in " ".join(text.split())


def test_sign_in_link_that_expired_while_the_email_waited_is_left_out(texts, owner, clock):
    [early] = texts(owner)
    [late] = texts(owner, "cy@example.org", after=timedelta(hours=2), clock=clock)

    assert "/sign-in/" in early
    assert "/sign-in/" not in late
    assert "To sign in, request a link here:" in late


def test_account_that_has_signed_in_gets_no_link(texts, owner, clock):
    with transaction() as session:
        known = add_organiser(session, email="dee@example.org", timezone="UTC")
        known.seen_at = clock.now()

    [text] = texts(owner, "dee@example.org")
    stored = db.session.query(Message).filter_by(topic="organiser.team").one()

    assert "/sign-in" not in text
    assert "token" not in stored.payload


def test_changed_role_is_told_once(texts, event_id, owner, deliver):
    texts(owner)
    sent = []
    for role in (Role.EDITOR, Role.EDITOR):
        with transaction() as session:
            by = session.get_one(Organiser, owner)
            member = organiser_by_email(session, "bo@example.org").id
            membership.change_role(session, event_id, member, role, by=by)
        sent += [one.text for one in deliver() if "Your role" in one.message["Subject"]]

    [text] = sent
    assert "has made you an editor" in text


def test_organisers_read_titles_and_series_in_their_language(
    texts, owner, event_id, make_registration, deliver
):
    with transaction() as session:
        event = session.get_one(Event, event_id)
        event.text_language = "en"
        event.title = LocalizedText("Heat and work", {"fr": "Chaleur et travail"})
        series = session.get_one(Series, event.series_id)
        series.name = LocalizedText("Trade", {"fr": "Commerce"})
        for account in session.query(Organiser):
            account.language = "fr"

    [role] = texts(owner, of_series=True)
    make_registration(event)
    notices = [mail for mail in deliver() if "ada@example.org" in mail.message["To"]]

    assert ("Chaleur et travail" in role, "Commerce" in role) == (True, True)
    assert notices
    assert all("Chaleur" in f"{mail.message['Subject']} {mail.text}" for mail in notices)
