"""E-mails of an event are looked at: queued ones as they leave, sent ones composed again."""

import logging
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.polls.conftest import PEOPLE, make_poll, options
from tests.web.pages import statements, text_of
from webinars.access.delegations import add_delegation
from webinars.access.invitees import Recipient, send_invitations, withdraw_invitation
from webinars.access.models import Invitee
from webinars.accounts.models import Organiser
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import db, transaction
from webinars.emails import composed_again
from webinars.emails.composers import compose
from webinars.event_messages import message_editing, sending
from webinars.event_messages.email_notes import add_note, set_confirmation_note
from webinars.event_messages.message_editing import MessageDetails
from webinars.event_messages.recipients import Audience
from webinars.event_messages.sending import SendTime
from webinars.events.changes import change_event
from webinars.events.details import details_from_values, details_of
from webinars.events.enums import StandardEmail
from webinars.events.history.values import stored_values
from webinars.events.lifecycle import cancel_event
from webinars.events.models import Event
from webinars.events.roles import Role
from webinars.events.team.membership import add_member
from webinars.localized_text import LocalizedText
from webinars.outbox.models import Message, MessageState
from webinars.outbox.topics import TOPICS
from webinars.polls.choice import Choice, choose_option
from webinars.polls.editing import remove_option
from webinars.polls.models import PollParticipant
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.registrations.organiser.email_log import may_be_shown
from webinars.registrations.organiser.removal import remove_registration
from webinars.registrations.queries import registration_of_link
from webinars.registrations.registrant.details_change import change_details
from webinars.registrations.registrant.verification import replace_by_verified_address
from webinars.registrations.unsubscriptions import unsubscribe
from webinars.timezones.schedule import Month

__all__ = ["make_poll"]


@pytest.fixture
def show(signed_in):
    """Return a function that opens the newest e-mail of a topic."""

    def show(event, topic):
        db.session.rollback()
        rows = db.session.query(Message).filter_by(event_id=event.id, topic=topic)
        number = rows.order_by(Message.id.desc()).first().id
        page = signed_in.get(f"/organise/events/{event.id}/emails/{number}")
        assert page.status_code == 200
        return page

    return show


@pytest.fixture
def edit(site):
    """Return a function that changes an event."""

    def edit(event, **values):
        with transaction() as session:
            row = session.get_one(Event, event.id)
            details = replace(details_of(row), **values)
            change_event(session, row.id, details=details, revision=row.revision, site=site)

    return edit


def test_queued_email_is_shown_as_it_leaves_without_its_links(
    show, edit, make_event, make_registration, deliver
):
    event = make_event(title="Seas")
    make_registration(event)
    edit(event, description="All about salt")

    page = show(event, "registration.confirmed")
    [sent, *_] = deliver()

    shown = text_of(page)
    assert "Not sent yet" in shown
    assert sent.message["Subject"] in shown
    assert "All about salt" in shown
    assert re.findall(r"/registrations/\S+", sent.text)
    assert set(re.findall(r"/(?:registrations|join)/([^\s<]*)", page.text)) & set("…") == {"…"}
    assert not re.search(r"/(?:registrations|join)/[\w-]{16,}", shown)


def test_sent_email_is_composed_again_from_the_values_of_then(
    signed_in, show, edit, make_event, make_registration, deliver, clock
):
    event = make_event(title="Seas", description="All about salt")
    with transaction() as session:
        set_confirmation_note(session, event.id, "Bring water.")
    make_registration(event)
    [sent, *_] = deliver()
    clock.advance(timedelta(hours=1))
    edit(event, title="Rivers", description="All about fish")
    with transaction() as session:
        set_confirmation_note(session, event.id, "Bring tea.")

    shown = text_of(show(event, "registration.confirmed"))

    assert "Composed again" in shown
    assert sent.message["Subject"] in shown
    assert "All about salt" in shown
    assert "Bring water." in shown
    assert "Rivers" not in shown.partition("From:")[2]
    # What others see and get has the values of now.
    make_registration(event, email="later@example.com")
    [later] = [one for one in deliver() if "later@example.com" in str(one.message["To"])]
    assert "Rivers" in later.message["Subject"]
    assert "All about fish" in later.text
    assert "Rivers" in signed_in.get(f"/events/{event.slug}").text


def test_sent_change_tells_what_was_changed(
    show, edit, make_event, make_registration, deliver, site, clock
):
    event = make_event(place="Room 1", format="hybrid")
    make_registration(event)
    deliver()
    edit(event, place="Room 2")
    deliver()
    clock.advance(timedelta(minutes=1))
    with transaction() as session:
        note = add_note(session, event.id, StandardEmail.CANCELLATION, "The lift is broken.")
        cancel_event(session, event.id, site, note_id=note)
    deliver()

    shown = text_of(show(event, "registration.changed"))
    cancelled = text_of(show(event, "registration.event-cancelled"))

    assert "Room 1" in shown
    assert "Room 2" in shown
    assert "The lift is broken." in cancelled


def test_sent_message_and_cancellation_are_shown(
    show, make_event, make_registration, organiser, deliver, clock
):
    event = make_event()
    person = make_registration(event)
    deliver()
    details = MessageDetails("Water", "Bring {name} water.", Audience(), is_optional=True)
    with transaction() as session:
        number = message_editing.create_message(
            session, event.id, details, organiser_id=organiser.id
        ).id
    with transaction() as session:
        sending.send_message(session, event.id, number, SendTime(), revision=1)
    deliver()
    with transaction() as session:
        unsubscribe(session, registration_of_link(session, person.id), number)
        remove_registration(session, event_id=event.id, registration_id=person.id)
    deliver()

    message, removal = (show(event, f"registration.{one}") for one in ("message", "cancelled"))

    assert "Bring Wanjiru Kamau water." in text_of(message)
    assert "/unsubscribe/…?message=" in text_of(message)
    assert "wanjiru@example.com" in text_of(removal)
    assert "Composed again" in text_of(removal)


def test_erased_registrants_email_is_not_shown(show, make_event, make_registration, deliver):
    event = make_event()
    person = make_registration(event)
    deliver()
    with transaction() as session:
        erase_registrant(session, person.id)

    pages = [show(event, "registration.cancelled")]
    deliver()
    pages += [show(event, topic) for topic in ("registration.confirmed", "registration.cancelled")]

    for page in pages:
        assert "This e-mail cannot be shown" in text_of(page)
        assert not [word for word in ("Wanjiru", "wanjiru@") if word in page.text]


def test_failed_email_is_shown_as_it_is_stored(show, make_event, make_registration, edit, site):
    event = make_event(title="Seas")
    make_registration(event)
    with transaction() as session:
        rows = session.query(Message).filter_by(event_id=event.id)
        message = rows.filter_by(topic="registration.confirmed").one()
        composed = compose(session, message, site)
        message.body, message.state = composed.body, MessageState.FAILED
    edit(event, title="Rivers")

    shown = text_of(show(event, "registration.confirmed")).partition("From:")[2]

    assert "You are registered: Seas" in shown
    assert "/registrations/…" in shown
    assert "Rivers" not in shown


def test_failed_email_whose_composing_fails_is_not_shown(
    show, make_event, make_registration, monkeypatch, caplog
):
    event = make_event()
    make_registration(event)
    with transaction() as session:
        [message] = session.query(Message).filter_by(topic="registration.confirmed")
        message.state, message.reason = MessageState.FAILED, "KeyError"

    def fails(context):
        raise KeyError("a value that nobody foresaw")

    monkeypatch.setitem(composed_again.COMPOSERS, "registration.confirmed", fails)
    with caplog.at_level(logging.ERROR):
        page = show(event, "registration.confirmed")

    assert "This e-mail cannot be shown" in text_of(page)
    assert [one.exc_info[0] for one in caplog.records if one.exc_info] == [KeyError]


def test_looking_writes_nothing(show, make_event, make_registration):
    event = make_event()
    make_registration(event)

    with statements() as sent:
        show(event, "registration.confirmed")

    assert [one for one in sent if not one.startswith(("SELECT", "WITH", "BEGIN"))] == []
    assert len(sent) < 25


def test_email_of_another_event_or_to_organisers_is_missing(
    signed_in, make_event, make_registration
):
    event, other = make_event(), make_event(title="Other")
    make_registration(event)
    numbers = {row.topic: row.id for row in db.session.query(Message).filter_by(event_id=event.id)}
    paths = [
        f"/organise/events/{other.id}/emails/{numbers['registration.confirmed']}",
        f"/organise/events/{event.id}/emails/{numbers['organiser.registration']}",
        f"/organise/events/{event.id}/emails/4711",
    ]

    assert [signed_in.get(path).status_code for path in paths] == [404] * 3


def test_details_are_restored_from_the_values_that_revisions_store(make_event, clock):
    event = make_event(
        title=LocalizedText("Seas", {"fr": "Mers"}),
        text_language="en",
        capacity=3,
        opens_at=clock.now(),
    )

    details = details_of(event)
    restored = details_from_values(stored_values(details))

    assert stored_values(restored) == stored_values(details)


def test_email_that_failed_before_its_registrant_was_erased_is_not_shown(
    show, make_event, make_registration
):
    event = make_event(title="Seas")
    registration = make_registration(event)
    with transaction() as session:
        [message] = session.query(Message).filter_by(topic="registration.confirmed")
        message.state, message.reason = MessageState.FAILED, "550 No such user"
    with transaction() as session:
        erase_registrant(session, registration.id)

    assert "This e-mail cannot be shown" in text_of(show(event, "registration.confirmed"))


@pytest.mark.parametrize("state", MessageState)
def test_page_of_any_topic_and_state_says_what_and_to_whom(
    signed_in, make_event, make_registration, clock, state
):
    """Also of rows of earlier releases, whose content is not as a composer wants it."""
    event = make_event()
    person = make_registration(event)
    payloads = [{}, {"erased": True}, {"registration_id": person.id, "event_id": event.id}]
    with transaction() as session:
        rows = [
            Message(
                topic=topic, payload=payload, event_id=event.id, registration_id=registration_id,
                state=state, recipient="kofi@example.org", due_at=clock.now(),
                created_at=clock.now(), sent_at=clock.now() if state == "sent" else None,
            )
            for topic in [*TOPICS, "unknown.topic"]
            for payload in payloads
            for registration_id in (None, person.id)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        numbers = [(row.id, row.topic) for row in rows]
    listed = signed_in.get(f"/organise/events/{event.id}/emails")

    for number, topic in numbers:
        page = signed_in.get(f"/organise/events/{event.id}/emails/{number}")
        assert page.status_code == (200 if may_be_shown(topic) else 404), topic
        if page.status_code == 200:
            text = text_of(page)
            assert TOPICS[topic].label in text
            is_erased = (number - numbers[0][0]) // 2 % 3 == 1
            assert ("To: kofi@example.org" in text) is (not is_erased and "From:" not in text)
            assert "From:" in text or "not stored" in text or "not shown" in text
    assert listed.status_code == 200
    assert {"organiser.team", "invitee.invited", "delegation.invited"} <= {
        topic for _, topic in numbers if may_be_shown(topic)
    }


@pytest.mark.parametrize("ending", ["registered", "withdrawn"])
def test_sent_invitations_are_composed_again_without_their_links(
    show, edit, make_event, make_registration, deliver, clock, ending
):
    event = make_event(title="Seas", terms={"accepts_delegations": True})
    with transaction() as session:
        people = [Recipient("Ann", "ann@example.com")]
        send_invitations(session, event_id=event.id, people=people, language="en")
        add_delegation(
            session, event_id=event.id, name="Kenya", focal_name="Wanjiru",
            focal_email="wanjiru@example.com", quota=3, language="en",
        )  # fmt: skip
    sent = {str(one.message["To"].addresses[0].addr_spec): one for one in deliver()}
    clock.advance(timedelta(hours=1))
    edit(event, title="Rivers")
    registration_id = make_registration(event, email="ann@example.com").id
    with transaction() as session:
        [invitee] = session.query(Invitee)
        if ending == "withdrawn":
            withdraw_invitation(session, event_id=event.id, invitee_id=invitee.id)
        else:
            invitee.registration_id = registration_id

    for topic, address, path in (
        ("invitee.invited", "ann@example.com", "/invited/…"),
        ("delegation.invited", "wanjiru@example.com", "/delegations/…"),
    ):
        page = show(event, topic)
        shown = text_of(page)
        assert "Composed again" in shown
        assert sent[address].message["Subject"] in shown
        assert address in shown
        assert path in shown
        assert "Rivers" not in shown.partition("From:")[2]
        assert not re.search(r"/(?:invited|delegations)/[\w-]{16,}", page.text)


def test_focal_point_of_two_delegations_gets_only_the_fact(show, make_event, deliver):
    event = make_event(terms={"accepts_delegations": True})
    for name in ("Kenya", "Ghana"):
        with transaction() as session:
            add_delegation(
                session, event_id=event.id, name=name, focal_name="Wanjiru",
                focal_email="wanjiru@example.com", quota=3, language="en",
            )  # fmt: skip
    deliver()

    shown = text_of(show(event, "delegation.invited"))

    assert "To: wanjiru@example.com" in shown
    assert "This e-mail cannot be shown" in shown
    assert "Ghana" not in shown


@pytest.mark.parametrize("ending", ["pending", "confirmed", "withdrawn"])
def test_proof_of_an_address_is_composed_again(
    show, make_event, make_registration, deliver, ending
):
    event = make_event(title="Seas")
    person = make_registration(event)
    details = {"name": "Wanjiru", "affiliation": "", "language": "en"}
    with transaction() as session:
        change_details(session, person.id, email="new@example.com", **details)
    [proof] = [one for one in deliver() if "new@example.com" in str(one.message["To"])]
    with transaction() as session:
        if ending == "confirmed":
            replace_by_verified_address(session, person.id, "new@example.com")
        elif ending == "withdrawn":
            change_details(session, person.id, email="wanjiru@example.com", **details)

    page = show(event, "registration.address-proof")

    assert "Composed again" in text_of(page)
    assert "new@example.com" in text_of(page)
    assert proof.message["Subject"] in text_of(page)
    assert "/registrations/…/address" in page.text
    db.session.rollback()
    stored = db.session.get(Registration, person.id).new_email
    assert stored == ("new@example.com" if ending == "pending" else "")


def test_invitation_to_a_team_is_listed_and_its_text_is_not_shown(
    signed_in, show, make_event, organiser, deliver
):
    event = make_event()
    with transaction() as session:
        by = session.merge(organiser)
        given = {"email": "helper@example.org", "role": Role.EDITOR, "of_series": False}
        add_member(session, event.id, by=by, **given)

    queued = show(event, "organiser.team")
    deliver()
    listed = text_of(signed_in.get(f"/organise/events/{event.id}/emails"))
    sent = text_of(show(event, "organiser.team"))

    assert "/sign-in/" not in queued.text
    assert "because it may contain a link to sign in" in text_of(queued)
    assert "Role on an event" in listed
    assert "a member of the team helper@example.org" in listed
    assert "To: helper@example.org" in sent
    assert "because it may contain a link to sign in" in sent


def test_emails_of_a_poll_are_composed_again(
    client, send, make_event, make_poll, make_registration, deliver, clock, site
):
    event = make_event(when=Month(2027, 7, "Europe/Zurich"), title="Seas")
    poll = make_poll(event, sends_holds=True)
    sent = deliver()
    clock.advance(timedelta(days=8, minutes=1))
    sent += deliver()  # the reminder
    clock.advance(timedelta(hours=1))
    with transaction() as session:
        first, _second, third = options(poll)
        remove_option(session, event.id, poll.id, third.id)
    sent += deliver()
    clock.advance(timedelta(hours=1))
    with transaction() as session:
        session.query(PollParticipant).filter_by(email=PEOPLE[0][1]).one().without_holds = True
        choose_option(session, event.id, poll.id, choice=Choice(first.id), site=site)
    sent += deliver()

    clock.advance(timedelta(hours=1))
    for _name, email in PEOPLE:
        make_registration(event, email=email)

    # The link, three entries and a reminder each, an entry cancelled; then all that the choice changes.
    assert len(sent) == 2 * (1 + 3 + 1 + 1) + (3 + 2)
    with transaction() as session:
        token = issue_sign_in_token(session, session.query(Organiser).one())
    send(f"/sign-in/{token}")
    for mail in sent:
        number = int(mail.path.name.split("-")[1])
        shown = text_of(client.get(f"/organise/events/{event.id}/emails/{number}"))
        assert "Composed again" in shown, mail.message["Subject"]
        assert " ".join(mail.message["Subject"].split()) in shown
        # Also of an option that was removed since.
        assert ("7 July" in shown) == ("7 July" in mail.text)
