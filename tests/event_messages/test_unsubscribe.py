"""One click unsubscribes from messages that are not needed to take part, and from nothing else."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.postgres import on_both_databases
from tests.web.pages import statements, text_of
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.event_messages import message_editing, sending
from webinars.event_messages.message_editing import MessageDetails
from webinars.event_messages.models import EventMessage
from webinars.event_messages.recipients import Audience, count_recipients
from webinars.event_messages.send_times import SendTime
from webinars.events.models import Event
from webinars.installation.site_source import SiteSource
from webinars.localized_text import LocalizedText
from webinars.outbox.models import Message, MessageState
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration, Unsubscription
from webinars.registrations.personal_data import personal_data
from webinars.registrations.queries import registration_of_link
from webinars.registrations.registrant.verification import replace_by_verified_address
from webinars.registrations.unsubscriptions import count_unsubscribed

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def served_with_https(app, monkeypatch):
    """Compose e-mails with the address of an installation that has https: one click needs it."""
    secure = replace(app.extensions["site"], base_url="https://events.example.org")
    monkeypatch.setitem(app.extensions, "site_source", SiteSource(secure))


@pytest.fixture
def write(organiser):
    """Return a function that sends a message about an event and returns its id."""

    def write(event, *, is_optional=True, subject="News"):
        details = MessageDetails(subject, "Read them.", Audience(), is_optional)
        with transaction() as session:
            number = message_editing.create_message(
                session, event.id, details, organiser_id=organiser.id
            ).id
        with transaction() as session:
            sending.send_message(session, event.id, number, SendTime(), revision=1)
        return number

    return write


def recipients(mails):
    return [str(mail.message["To"]).partition(" ")[0] for mail in mails]


def link_in(mail):
    """Return path and query of the link to unsubscribe."""
    [url] = re.fullmatch("<(.*)>", mail.message["List-Unsubscribe"]).groups()
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def rows():
    db.session.rollback()
    return db.session.query(Unsubscription).count()


@on_both_databases
def test_one_click_ends_news_of_the_owner_and_no_other_email(
    event, people, write, deliver, client, make_event, make_registration, organiser
):
    number = write(event)
    news = deliver()
    link = link_in(news[0])
    asked = client.get(link)
    before = rows()
    pressed = client.post(link, data=ONE_CLICK, headers={"Sec-Fetch-Site": "cross-site"})
    again = client.post(link, data=ONE_CLICK)

    assert recipients(news) == ["Ana", "Bo", "Cleo"]
    assert news[0].message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert news[0].message["List-Unsubscribe"][1:-1] in news[0].text.split()
    assert (
        f'href="{news[0].message["List-Unsubscribe"][1:-1]}"'
        in news[0].message.get_body(("html",)).get_content()
    )
    assert "Unsubscribe?" in text_of(asked)
    assert (before, rows()) == (0, 1)
    assert [answer.status_code for answer in (pressed, again)] == [200, 200]
    assert "You are unsubscribed" in text_of(pressed)
    assert count_unsubscribed(db.session(), number) == 1

    other = make_event(notification_mode="never")
    make_registration(other, name="Ana", email="ana@example.org")
    deliver()
    write(event, is_optional=False, subject="The room has changed")
    needed = deliver()
    with pytest.raises(sending.ConflictError, match="no-recipients"):
        write(other, subject="News of another event")

    assert recipients(needed) == ["Ana", "Bo", "Cleo"]
    assert [mail.message["List-Unsubscribe"] for mail in needed] == [None] * 3
    with transaction() as session:
        heir = add_organiser(session, email="heir@example.org", timezone="UTC")
        session.flush()
        session.get_one(Event, event.id).organiser_id = heir.id
    write(event, subject="News of the heir")
    assert recipients(deliver()) == ["Bo", "Cleo"]


@on_both_databases
def test_unsubscribing_is_undone_and_foreign_links_do_nothing(
    event, people, write, deliver, client, make_event
):
    write(event)
    link = link_in(deliver()[0])
    elsewhere = write_draft(make_event(), people)
    client.post(f"{link.partition('?')[0]}?message={elsewhere}")
    message_id = db.session.query(Unsubscription).one().event_message_id
    undone = client.post(link, data={"do": "undo"})
    with transaction() as session:
        session.get_one(Event, event.id).title = LocalizedText("Mers", {"en": "Seas"})
    translated = client.get(link)

    assert message_id is None
    assert "You get these messages again" in text_of(undone)
    assert "Seas" in text_of(translated)
    assert rows() == 0
    assert client.post("/unsubscribe/no-such-token", data=ONE_CLICK).status_code == 404


def write_draft(event, people):
    details = MessageDetails("Else", "Else", Audience())
    with transaction() as session:
        owner = session.get_one(Event, event.id).organiser_id
        return message_editing.create_message(session, event.id, details, organiser_id=owner).id


def test_who_unsubscribes_while_a_message_leaves_gets_nothing(
    event, people, write, deliver, client
):
    write(event)
    link = link_in(deliver()[0])
    number = write(event, subject="More news")
    with transaction() as session:
        message = (
            session.query(Message).filter_by(topic="event.message", state=MessageState.QUEUED).one()
        )
        sending.queue_recipients(session, message)
        session.delete(message)
    client.post(link, data=ONE_CLICK)

    assert recipients(deliver()) == ["Bo", "Cleo"]
    assert count_recipients(db.session(), event.id, Audience(), is_optional=True) == 2
    assert db.session.get_one(EventMessage, number).recipients == 3


@on_both_databases
def test_what_is_stored_follows_the_address_and_leaves_with_the_data(
    event, people, write, deliver, client, site, clock
):
    write(event)
    link = link_in(deliver()[0])
    client.post(link, data=ONE_CLICK)
    exported = personal_data(db.session(), registration_of_link(db.session(), people[0].id), site)
    with transaction() as session:
        registration = session.get_one(Registration, people[0].id)
        registration.new_email = "new@example.org"
    with transaction() as session:
        replace_by_verified_address(session, people[0].id, "new@example.org")
    addresses = [row.address for row in db.session.query(Unsubscription)]
    old = client.get(link).status_code
    with transaction() as session:
        erase_registrant(session, people[0].id)

    assert exported["registration"]["unsubscribed_at"] == clock.now().isoformat()
    assert (addresses, old) == (["new@example.org"], 404)
    assert rows() == 0


@on_both_databases
def test_message_that_leaves_after_the_event_can_be_unsubscribed_from(
    event, people, write, deliver, clock
):
    clock.stop(event.ends_at - timedelta(minutes=1))
    before = write(event, is_optional=False)
    deliver()
    clock.stop(event.ends_at)
    after = write(event, is_optional=False, subject="Slides")
    [mail, *_] = deliver()

    is_optional = [
        db.session.get_one(EventMessage, number).is_optional for number in (before, after)
    ]
    assert is_optional == [False, True]
    assert mail.message["List-Unsubscribe"]


@on_both_databases
def test_links_of_a_batch_take_as_many_statements_for_more_recipients(
    event, make_registration, write, deliver
):
    counted = []
    for name in ("Ana", "Bo", "Cleo"):
        make_registration(event, name=name, email=f"{name}@example.org")
        deliver()
        write(event, subject=f"To {name}")
        message = (
            db.session.query(Message)
            .filter_by(topic="event.message", state=MessageState.QUEUED)
            .one()
        )
        with statements() as seen, transaction() as session:
            sending.queue_recipients(session, session.merge(message))
        counted.append(len(seen))
        with transaction() as session:
            session.delete(session.get_one(Message, message.id))
        deliver()

    assert counted[1] == counted[2] <= counted[0] + 1
