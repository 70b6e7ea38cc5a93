"""A new title or text in calendars: sent only if the organiser wishes, and only to those with an invitation."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from tests.emails.calendars import Entries, told
from tests.web.organiser.conftest import stored
from webinars.database import db, transaction
from webinars.events.changes import change_event
from webinars.events.details import EventDetails, details_of
from webinars.events.enums import Format, NotificationMode
from webinars.events.models import Event
from webinars.events.notifications.former_texts import are_texts_changed_in, calendar_texts
from webinars.localized_text import LocalizedText
from webinars.outbox.models import Message
from webinars.registrations.personal_calendar.calendars import CalendarDelivery, choose_delivery
from webinars.registrations.personal_calendar.calendars import notify_of_delivery as notify
from webinars.timezones import clock as the_clock

NEW = "Children deprived of their liberty"


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url, "EVENT_EMAILS_PER_HOUR": 20, "LANGUAGES": ["en", "fr"]}


@pytest.fixture
def event(clock, make_event):
    return make_event(notification_mode=NotificationMode.NEVER, capacity=3)


@pytest.fixture
def change(site):
    """Return a function that changes an event's details."""

    def change(event, *, updates_calendars=True, **values):
        the_clock.advance(timedelta(minutes=10))
        with transaction() as session:
            row = session.get_one(Event, event.id)
            known = details_of(row)
            details = {name: getattr(known, name) for name in known.__dataclass_fields__}
            change_event(
                session,
                row.id,
                details=EventDetails(**{**details, **values}),
                revision=row.revision,
                site=site,
                updates_calendars=updates_calendars,
            )

    return change


def test_spelling_stays_silent(event, make_registration, deliver, change):
    make_registration(event)
    deliver()

    change(event, updates_calendars=False, title=NEW)

    assert deliver() == []
    assert stored(event.id).sequence == 0


def test_calendars_get_the_new_title_with_a_higher_sequence(
    event, make_registration, deliver, change
):
    make_registration(event)
    calendar = Entries()
    calendar.take(deliver()[0].message)

    change(event, title=NEW)
    (mail,) = deliver()

    assert calendar.take(mail.message)
    assert [title for title, *_ in calendar.all] == [NEW]
    assert (told(mail.message).method, told(mail.message).order[0]) == ("REQUEST", 1)
    text = mail.message.get_body(("plain",)).get_content().replace("\r", "")
    assert "the event has a new title, description or contact" in text
    assert "Children deprived of liberty" in text


def test_new_description_is_in_the_email(event, make_registration, deliver, change):
    make_registration(event)
    deliver()

    change(event, description="Now with interpretation into French.")
    (mail,) = deliver()

    text = mail.message.get_body(("plain",)).get_content().replace("\r", "")
    assert "NEW DESCRIPTION\nNow with interpretation into French." in text


def test_only_registrants_with_an_invitation_are_notified(
    event, make_registration, deliver, change
):
    for name in ("a", "b", "c", "waiting"):
        make_registration(event, email=f"{name}@example.com")
    other = make_registration(event, email="a@example.com")
    deliver()
    with transaction() as session:
        choose_delivery(session, other.id, CalendarDelivery.PERSONAL_CALENDAR)
    with transaction() as session:
        notify(session, other.id)
    deliver()

    change(event, title=NEW)

    to = sorted(str(mail.message["To"]) for mail in deliver())
    assert [address.partition("<")[2] for address in to] == ["b@example.com>", "c@example.com>"]
    changes = select(func.count()).where(Message.topic == "registration.changed")
    assert db.session.scalar(changes) == len(to)


def test_title_changed_back_before_composing_is_not_sent(event, make_registration, deliver, change):
    make_registration(event)
    deliver()

    change(event, title=NEW)
    change(event, title="Children deprived of liberty")

    assert deliver() == []


def test_unchanged_texts_notify_nobody(event, make_registration, deliver, change):
    make_registration(event)
    deliver()

    change(event, capacity=5)

    assert deliver() == []
    assert stored(event.id).sequence == 0


def test_former_venue_is_in_the_language_of_the_registrant(
    make_event, make_registration, deliver, change
):
    place = LocalizedText("Room A", {"fr": "Salle A"})
    event = make_event(format=Format.IN_PERSON, place=place, text_language="en")
    make_registration(event, language="fr")
    deliver()

    change(event, place=LocalizedText("Room B", {"fr": "Salle B"}))
    (mail,) = deliver()

    assert ("Salle B" in mail.text, "Salle A" in mail.text) == (True, True)
    assert "Room" not in mail.text


def test_new_translation_notifies_nobody(event, make_registration, deliver, change):
    with transaction() as session:
        row = session.get_one(Event, event.id)
        row.place, row.description = "Room", "About cells."
    make_registration(event)
    deliver()

    for name in ("title", "description", "place"):
        text = LocalizedText(getattr(stored(event.id), name), {"fr": "Texte"})
        change(event, updates_calendars=False, text_language="en", **{name: text})

    assert deliver() == []
    assert stored(event.id).sequence == 0


@pytest.mark.parametrize("name", ["title", "description", "place"])
def test_new_translation_reaches_calendars_on_request(
    event, make_registration, deliver, change, name
):
    with transaction() as session:
        session.get_one(Event, event.id).description = "Text"
        session.get_one(Event, event.id).place = "Room"
    make_registration(event, language="fr")
    deliver()
    text = getattr(stored(event.id), name)

    change(event, text_language="en", **{name: LocalizedText(text, {"fr": "Texte"})})

    [mail] = deliver()
    assert told(mail.message).order[0] == 1


def test_new_translation_reaches_only_its_readers(make_event, make_registration, deliver, change):
    event = make_event(
        title=LocalizedText("Prisons", {"fr": "Lieux"}), description="Text", text_language="en"
    )
    for language in ("en", "fr"):
        make_registration(event, language=language, email=f"{language}@example.org")
    deliver()

    change(event, title=LocalizedText("Prisons", {"fr": "Lieux de détention"}))

    [mail] = deliver()
    assert "fr@example.org" in mail.message["To"]
    assert "Text" not in mail.text
    assert "Lieux\r\n" in mail.text


def test_new_contact_is_no_new_description(make_event, make_registration, deliver, change):
    event = make_event(description="Text")
    make_registration(event)
    deliver()

    change(event, contact_name="Bo")

    [mail] = deliver()
    assert "NEW DESCRIPTION" not in mail.text


def test_texts_without_translations_are_compared_as_before(event):
    texts = "\0".join((event.description, event.contact_name, event.contact_email))

    before = {"title": event.title, "texts_digest": sha256(texts.encode()).hexdigest()[:16]}
    assert calendar_texts(event).items() >= before.items()
    assert not are_texts_changed_in(before, event, "fr")
    assert are_texts_changed_in({**before, "texts_digest": "other"}, event, "fr")
