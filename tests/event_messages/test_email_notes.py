"""Paragraphs of organisers in standard e-mails, beside the facts. On both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import SUMMER
from tests.postgres import on_both_databases
from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.event_messages.email_notes import (
    NOTE_LENGTH,
    add_note,
    confirmation_note,
    copy_confirmation_note,
    purge_notes,
    set_confirmation_note,
)
from webinars.events.changes import change_event
from webinars.events.details import EventDetails
from webinars.events.enums import StandardEmail
from webinars.events.lifecycle import cancel_event, postpone_event, restore_event
from webinars.events.models import EmailNote
from webinars.events.queries import event_by_id
from webinars.localized_text import LocalizedText
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.registrations.organiser.approval import refuse_request
from webinars.registrations.personal_data import personal_data
from webinars.registrations.queries import registration_of_link
from webinars.registrations.status import Status
from webinars.timezones.schedule import Timed

NOTE = "Dear {name},\nbring <b>water</b> to {event}: {manage_link}\n\nWe meet at the gate."


def html(mail):
    return mail.message.get_body(("html",)).get_content()


def test_note_of_confirmations_is_in_both_parts_and_the_reader_language(
    event, make_registration, deliver
):
    with transaction() as session:
        set_confirmation_note(session, event.id, "An older note")
        set_confirmation_note(session, event.id, LocalizedText(NOTE, {"fr": "Prenez de l’eau"}))
    make_registration(event, name="Ana <i>", email="ana@example.org")
    make_registration(event, name="Inès", email="ines@example.org", language="fr")

    english, french = deliver()

    assert "FROM THE ORGANISER\r\nDear Ana <i>,\r\nbring <b>water</b> to " in english.text
    assert "\r\n\r\nWe meet at the gate.\r\n" in english.text
    assert "Dear Ana &lt;i&gt;,<br>bring &lt;b&gt;water&lt;/b&gt; to Children" in html(english)
    assert "An older note" not in english.text
    assert english.text.index("16:00 to 17:30") < english.text.index("FROM THE ORGANISER")
    assert "Prenez de l’eau" in french.text
    assert "Prenez de l’eau" in html(french)
    assert english.message["Subject"].startswith("You are registered: ")


@pytest.mark.parametrize(
    ("act", "standard_email", "subject"),
    [
        (cancel_event, StandardEmail.CANCELLATION, "Cancelled: "),
        (postpone_event, StandardEmail.POSTPONEMENT, "Postponed: "),
    ],
)
def test_note_is_added_to_the_facts_of_a_cancellation_and_a_restoration(
    event, people, deliver, site, act, standard_email, subject
):
    _act(event, site, act, standard_email, "The hall has no roof.")
    ended = deliver()
    _act(event, site, restore_event, StandardEmail.RESTORATION, "It has a roof again.")
    restored = deliver()

    for mails, begin, words in (
        (ended, subject, "The hall has no roof."),
        (restored, "Reinstated: ", "It has a roof again."),
    ):
        assert [str(mail.message["Subject"]).startswith(begin) for mail in mails] == [True] * 3
        for mail in mails:
            assert f"FROM THE ORGANISER\r\n{words}\r\n" in mail.text
            assert words in html(mail)
            assert "16 July 2027" in mail.text
            assert "Your registration page" in mail.text or "registration" in mail.text
    assert "The hall has no roof." not in restored[0].text


@on_both_databases
def test_note_of_a_change_that_another_change_replaces_is_told_with_it(
    event, people, deliver, site
):
    _move(event, site, 1, "The speaker’s train is late.")
    _move(event, site, 2, "It is even later.")
    _move(event, site, 3, "")
    mails = deliver()

    assert len(mails) == 3
    for mail in mails:
        [first, second] = [
            mail.text.index(words)
            for words in ("The speaker’s train is late.", "It is even later.")
        ]
        assert mail.text.index("19:00 to 20:30") < first < second


@on_both_databases
def test_note_of_a_refusal_is_for_one_registrant_and_leaves_with_their_data(
    event, make_registration, deliver, site
):
    people = [make_registration(event, name=name, email=f"{name}@example.org") for name in "ab"]
    deliver()
    with transaction() as session:
        for person, note in zip(people, ("For delegates only.", ""), strict=True):
            session.get_one(Registration, person.id).status = Status.AWAITING_APPROVAL
            session.flush()
            refuse_request(session, event_id=event.id, registration_id=person.id)
            add_note(session, event.id, StandardEmail.REFUSAL, note, registration_id=person.id)
    exported = [_exported(person, site) for person in people]
    texts = [mail.text for mail in deliver() if "Declined" in mail.message["Subject"]]
    with transaction() as session:
        erase_registrant(session, people[0].id)

    assert ["For delegates only." in text for text in texts] == [True, False]
    assert ["FROM THE ORGANISER" in text for text in texts] == [True, False]
    assert [[note["text"] for note in notes] for notes in exported] == [["For delegates only."], []]
    assert _count() == 0


@on_both_databases
def test_notes_are_purged_after_their_emails_and_copied_with_their_event(event, make_event, clock):
    copy = make_event()
    with transaction() as session:
        set_confirmation_note(session, event.id, "Bring water")
        add_note(session, event.id, StandardEmail.CHANGE, "It moved")
        copy_confirmation_note(session, event, copy)
    clock.advance(timedelta(days=30))
    _purge()
    before = _count()
    clock.advance(timedelta(days=1))
    _purge()

    assert (before, _count()) == (3, 2)
    assert confirmation_note(db.session(), copy.id) == "Bring water"
    with transaction() as session:
        set_confirmation_note(session, event.id, "")
    assert _count() == 1


@pytest.mark.parametrize(
    "text", ["{salary}", "{recording}", "x" * (NOTE_LENGTH + 1), LocalizedText("a", {"fr": "{b}"})]
)
def test_note_that_no_form_would_send_is_refused(event, text):
    with pytest.raises(InvalidInputError), transaction() as session:
        set_confirmation_note(session, event.id, text)


def _exported(person, site):
    registration = registration_of_link(db.session(), person.id)
    return personal_data(db.session(), registration, site)["notes_in_emails"]


def _act(event, site, act, standard_email, text):
    with transaction() as session:
        note_id = add_note(session, event.id, standard_email, text)
        act(session, event.id, site, note_id=note_id)


def _move(event, site, hours, text):
    now, later = event_by_id(db.session(), event.id), timedelta(hours=hours)
    when = Timed(SUMMER.start + later, SUMMER.end + later, SUMMER.timezone)
    details = EventDetails(
        title=now.title,
        when=when,
        meeting_url=now.meeting_url,
        notification_mode=now.notification_mode,
    )
    with transaction() as session:
        note_id = add_note(session, event.id, StandardEmail.CHANGE, text)
        change_event(
            session,
            event.id,
            details=details,
            revision=now.revision,
            site=site,
            note_id=note_id,
        )


def _purge():
    with transaction() as session:
        purge_notes(session)


def _count():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(EmailNote))
