"""Build the test data of an installation: python -m tests.upgrades.build_installation FOLDER.

Run it in a checkout of the version to keep (tests/data/installations/README.md). The same changes are made at
four groups of events, and their e-mails end up sent, deferred with composed bytes, queued, and not yet fanned out.
"""

import gzip
import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from types import SimpleNamespace

from click.testing import CliRunner
from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from tests.conftest import fresh_database
from tests.emails.sink import Sink, running
from tests.links import link_token, reply_token, store_secret_link_key
from tests.security import founding
from tests.security.words import PURPOSES
from tests.security.world import World, founded
from tools.postmaster import postgresql_programs, running_postmaster
from webinars.access.delegations import add_delegation
from webinars.access.invitees import Recipient, enqueue_to_invitee, send_invitations
from webinars.access.queries import invitees_by_address
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser, invite_organiser
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.cli import main as webinars
from webinars.comments import moderation
from webinars.comments.models import Comment
from webinars.comments.submission import submit_comment
from webinars.database import db, transaction
from webinars.documents.details import Content, DocumentDetails, VersionKey
from webinars.documents.editing import create_document, publish_document
from webinars.documents.enums import DocumentType, Stage
from webinars.documents.versions import add_version
from webinars.email_subscriptions.collection import enqueue_fan_out
from webinars.email_subscriptions.models import (
    EmailSubscription,
    Frequency,
    Interest,
    Notice,
    NoticeReason,
    Subscriber,
)
from webinars.email_subscriptions.notification import DIGEST, DOCUMENTS, NOTICE
from webinars.email_subscriptions.subscribing import (
    SubscriptionSubject,
    confirm_subscription,
    request_subscription,
)
from webinars.event_messages.message_editing import MessageDetails, create_message
from webinars.event_messages.recipients import Audience
from webinars.event_messages.sending import SendTime, send_message, send_test
from webinars.events.changes import change_event, enqueue_timezone_notices
from webinars.events.creation import create_event
from webinars.events.date_groups import group_of
from webinars.events.details import EventDetails
from webinars.events.enums import AccessMode, AttendanceMode, Format, NotificationMode
from webinars.events.lifecycle import (
    cancel_event,
    postpone_event,
    publish_event,
    restore_event,
)
from webinars.events.materials import set_materials
from webinars.events.models import Event
from webinars.events.notifications.changed_together import changed_together
from webinars.events.notifications.open_dates import announce_dates
from webinars.events.queries import event_by_id
from webinars.events.roles import Role
from webinars.events.series.editing import change_series, lock_series
from webinars.events.series.editors import add_editor
from webinars.events.series.series_details import details_of
from webinars.events.series_creation import create_series
from webinars.events.series_models import SeriesEditor
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.events.team.membership import add_member
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import Message, MessageState
from webinars.polls.editing import PollSettings, create_poll
from webinars.polls.fan_out import enqueue_all_of, enqueue_email, hold_message
from webinars.polls.participants import add_participants
from webinars.polls.poll_rules import Vote
from webinars.polls.queries import options_of, participants_of
from webinars.polls.voting import cast_votes
from webinars.registrations import cancellation, erasure
from webinars.registrations.models import Registration, StatedTime
from webinars.registrations.nominations import Delegate, register_delegates, withdraw_nomination
from webinars.registrations.notifications import notify_registrant
from webinars.registrations.organiser import approval, bulk_action, removal, resend_email
from webinars.registrations.personal_calendar.calendars import (
    CalendarDelivery,
    choose_delivery,
    notify_of_delivery,
)
from webinars.registrations.registrant import details_change, verification
from webinars.registrations.registrant.links import replace_links, send_links
from webinars.registrations.retention_notice import enqueue_notice
from webinars.registrations.several_dates.registering import register_for_dates
from webinars.registrations.stated_local_times import current_offsets
from webinars.registrations.types import type_change, types_update
from webinars.replies.parsing.mail_type import MailType
from webinars.replies.parsing.parse_mail import IncomingEmail
from webinars.replies.process_mail import process_email
from webinars.timezones import clock
from webinars.timezones.schedule import Days, Month, Timed
from webinars.worker.loop import deliver_once

CURRENT = "the key of an installation that was upgraded, 2026"
FALLBACK = "the key that was used before it, and still accepted"
# None is the application's own.
KEYS = {"current": None, "fallback": FALLBACK}
REPLY_ADDRESS = "rsvp@example.org"
SETTINGS = {
    "SECRET_KEY": CURRENT,
    "SECRET_KEY_FALLBACKS": [FALLBACK],
    "REPLY_ADDRESS": REPLY_ADDRESS,
    "MAILBOX_EMAILS_PER_HOUR": 1000,
    "EVENT_EMAILS_PER_HOUR": 1000,
    "CLIENT_EMAILS_PER_HOUR": 1000,
    "ORGANISER_NOTICES_PER_HOUR": 1000,
}
# What becomes of the e-mails of a group, and a zone in which the daily digest is due just before its changes.
GROUPS = {
    "sent": "Asia/Bangkok",
    "composed": "Asia/Dhaka",
    "queued": "Asia/Tashkent",
    "planned": "Asia/Dubai",
}
OTHER_GROUPS = re.compile(r"\.(composed|queued|planned)@")
REMINDER = timedelta(hours=5)
TRY_LATER = "451 4.3.0 try again later"
NOBODY_LISTENS = "smtp://127.0.0.1:9"
LINK = re.compile(
    r"http://127\.0\.0\.1:8000"
    r"(/(?:registrations|join|calendars|invited|delegations|comments|sign-in)/[^\s<>\"]+)"
)
PATHS = {
    "manage": "/registrations/{}",
    "join": "/join/{}",
    "address": "/registrations/{}/address",
    "calendar": "/calendars/{}.ics",
    "invitee": "/invited/{}",
    "delegation": "/delegations/{}",
    "comment": "/comments/{}/erasure",
}
# Static files bear the digest of their version in the address; readiness depends on the machine.
OMITTED = ("/static/", "/readyz")
# Beside the manage page itself.
OF_MANAGE = (".ics", "/calendar", "/cancellation", "/data.json", "/details", "/erasure", "/links")


# --- Events and people


class Group(SimpleNamespace):
    """The events and registrations of one group, by a word for each."""


def prepare(session, site, name, zone, reminded_at) -> Group:
    """Publish the events of a group, with the people whose registrations change later."""
    host = add_organiser(session, email=f"host.{name}@example.org", name="Host", timezone=zone)
    series = create_series(session, name=f"Series {name}")
    given = {"organiser_id": host.id, "given_at": clock.now()}
    session.add(SeriesEditor(series_id=series.id, **given))
    group = Group(
        name=name, host_id=host.id, series=series.slug, series_id=series.id, ids={}, people={}
    )

    def event(word, terms=None, publishes=True, **details):
        title = f"{word.title()} ({name})"
        announced = EventDetails(
            **{
                "title": title,
                "when": founding.WHEN,
                "cities": ("GVA", "NYC"),
                "series_id": series.id,
                "meeting_url": f"https://rooms.example.org/{name}-{word}",
                "contact_name": "The desk",
                "contact_email": f"desk.{name}@example.org",
                "notification_mode": NotificationMode.NEVER,
                **details,
            }
        )
        made = create_event(session, organiser=host, details=announced, site=site)
        for column, value in {"reminders": [], **(terms or {})}.items():
            setattr(made, column, value)
        if publishes:
            publish_event(session, made.id, site)
        session.flush()
        group.ids[word] = made.id
        return made

    def register(to, *words, **details):
        for word in words:
            email = f"{word}.{name}@example.com"
            place = founding.place(session, to, email, word.title(), **details)
            group.people[word] = place.id

    every = {"notification_mode": NotificationMode.EACH}
    opened = event("open", {"accepts_delegations": True, "verification_hours": 72}, **every)
    register(
        opened,
        *("again", "leaver", "eraser", "removed", "mover", "settler", "linker", "replacer"),
        *("bouncer", "writer", "chooser", "decliner"),
    )
    details_change.change_details(
        session, group.people["settler"], name="Settler", email=f"settled.{name}@example.com",
        affiliation="", timezone="Africa/Nairobi", language="en",
    )  # fmt: skip
    full = event("full", capacity=1, **every)
    register(full, "ann", "ben", "cy")
    approval = event("approval", {"requires_approval": True}, **every)
    register(approval, "eli", "fay", "gus")
    for word in ("moved", "cancelled", "postponed", "restored", "rules"):
        register(event(word), f"{word}.guest")
    _register_for_both(session, event("first"), event("second"), f"twice.{name}@example.com")
    register(
        event("soon", {"reminders": [REMINDER // timedelta(minutes=1)]},
              when=_timed(reminded_at + REMINDER), notification_mode=NotificationMode.DAILY),
        "ida", "jo",
    )  # fmt: skip
    hybrid = event("hybrid", format=Format.HYBRID, place="Palais des Nations, room XIX")
    kinds = (
        RegistrationTypeDetails("In the room", AttendanceMode.IN_PERSON),
        RegistrationTypeDetails("From afar", AttendanceMode.ONLINE),
    )
    set_types(session, hybrid.id, types=kinds, revision=hybrid.revision, site=site)
    here, there = types_of(session, hybrid.id)
    register(hybrid, "kim", "lea", registration_type_id=here.id)
    group.kinds = here.id, there.id
    for word in ("open", "moved", "cancelled"):
        asked = [Recipient("Rae", f"rae.{name}@example.com")]
        send_invitations(session, event_id=group.ids[word], people=asked, language="en")
    delegation = add_delegation(
        session, event_id=opened.id, name=f"Kenya {name}", focal_name="Mo", quota=5,
        focal_email=f"mo.{name}@example.com", language="en",
    )  # fmt: skip
    session.flush()
    group.delegation_id = delegation.id
    [named] = register_delegates(
        session, delegation_id=delegation.id, people=[Delegate("Nia", f"nia.{name}@example.com")]
    )
    group.nomination_id = named.id
    group.comment_id = _comment(session, opened.id, f"asker.{name}@example.com", "A question").id
    event("draft", publishes=False)
    event("secret", {"access_mode": AccessMode.SECRET_LINK})
    store_secret_link_key(session, group.ids["secret"], f"key{name}")
    event("days", when=Days(datetime(2027, 10, 12).date(), datetime(2027, 10, 14).date(), "UTC"))
    event("month", when=Month(2027, 11, "UTC"), accepts_registrations=False)
    event("elsewhere", external_url="https://elsewhere.example.org/", meeting_url="")
    return group


def change(session, site, group: Group, reply: str) -> None:
    """Change the events and registrations of a group, so that every topic of the outbox has a message."""
    name, ids, people = group.name, group.ids, group.people
    for word, to in (("new", "open"), ("dan", "full"), ("hal", "approval")):
        founding.place(session, _event(session, ids[to]), f"{word}.{name}@example.com", word)
    resend_email.resend_email(session, event_id=ids["open"], registration_id=people["again"])
    cancellation.cancel_registration(session, people["leaver"])
    erasure.erase_registrant(session, people["eraser"])
    removal.remove_registration(session, event_id=ids["open"], registration_id=people["removed"])
    details_change.change_details(
        session, people["mover"], name="Mover", email=f"moved.{name}@example.com",
        affiliation="", timezone="Africa/Nairobi", language="en",
    )  # fmt: skip
    verification.replace_by_verified_address(
        session, people["settler"], f"settled.{name}@example.com"
    )
    send_links(session, email=f"linker.{name}@example.com", language="en", timezone="UTC")
    replace_links(session, people["replacer"])
    choose_delivery(session, people["chooser"], CalendarDelivery.PERSONAL_CALENDAR)
    notify_of_delivery(session, people["chooser"])
    decliner = session.get_one(Registration, people["decliner"])
    notify_registrant(session, "registration.decline-not-counted", decliner, reason="stranger")
    cancellation.cancel_registration(session, people["ann"])
    approval.approve_request(session, event_id=ids["approval"], registration_id=people["fay"])
    approval.refuse_request(session, event_id=ids["approval"], registration_id=people["gus"])
    _move(session, site, ids["moved"])
    _move_together(session, site, ids["first"], ids["second"])
    _change_rules(session, ids["rules"], people["rules.guest"])
    cancel_event(session, ids["cancelled"], site)
    postpone_event(session, ids["postponed"], site)
    cancel_event(session, ids["restored"], site)
    restore_event(session, ids["restored"], site)
    _change_kinds(session, site, group)
    send_invitations(
        session, event_id=ids["open"], language="en",
        people=[Recipient("Quin", f"quin.{name}@example.com")],
    )  # fmt: skip
    [rae] = invitees_by_address(session, ids["open"], [f"rae.{name}@example.com"]).values()
    enqueue_to_invitee(session, "invitee.not-registered", rae, reason="type")
    add_delegation(
        session, event_id=ids["open"], name=f"Peru {name}", focal_name="Pia", quota=None,
        focal_email=f"pia.{name}@example.com", language="en",
    )  # fmt: skip
    withdraw_nomination(
        session, delegation_id=group.delegation_id, nomination_id=group.nomination_id
    )
    register_delegates(
        session, delegation_id=group.delegation_id,
        people=[Delegate("Ora", f"ora.{name}@example.com")],
    )  # fmt: skip
    _comment(session, ids["open"], f"curious.{name}@example.com", "Another question")
    _send_message(session, ids["open"], group.host_id)
    _act_on_many(session, ids["approval"], group.host_id, people["gus"])
    _subscribe(session, group)
    _ask_for_date(session, site, ids["month"], name)
    _take_all_dates(session, ids["days"], f"everytime.{name}@example.com")
    session.get_one(Event, ids["open"]).retention_notified_at = None  # as of an earlier version
    session.flush()
    enqueue_notice(session, group.host_id)
    set_materials(
        session, ids["open"], [("Recording", "https://video.example.org/")], site=site,
        revision=session.get_one(Event, ids["open"]).revision,
    )  # fmt: skip
    moderation.answer_comment(
        session, event_id=ids["open"], comment_id=group.comment_id, organiser_id=group.host_id,
        text="An answer", on_page=True, seen=session.get_one(Comment, group.comment_id).seen,
    )  # fmt: skip
    process_email(
        session,
        IncomingEmail(
            mail_type=MailType.WRITTEN, key=f"written {name}", tokens=(reply,),
            sender=f"writer.{name}@example.com", subject="A question", text="May I bring a friend?",
        ),
    )  # fmt: skip
    host = session.get_one(Organiser, group.host_id)
    invite_organiser(
        session, by=host, email=f"colleague.{name}@example.org", name="Colleague", admin=False
    )
    add_member(
        session, ids["open"], by=host, email=f"member.{name}@example.org", role=Role.EDITOR,
        of_series=False,
    )  # fmt: skip
    add_editor(session, group.series_id, by=host, email=f"editor.{name}@example.org")
    series = lock_series(session, group.series_id, host)
    # Not the name, which would give it another address.
    change_series(
        session, series.id, replace(details_of(series), short_name=f"S {name}"),
        revision=series.revision, by=host,
    )  # fmt: skip


def _ask_for_date(session, site, event_id: int, name: str) -> None:
    """Make a poll with tentative entries, in which its two participants have answered."""
    days = [datetime(2027, 11, day, 15) for day in (4, 5)]
    settings = PollSettings(clock.now() + timedelta(days=9), sends_holds=True)
    schedules = [Timed(start, start + timedelta(hours=1), "Europe/Zurich") for start in days]
    poll = create_poll(session, event_id, schedules=schedules, settings=settings, site=site)
    asked = [Recipient(word.title(), f"{word}.{name}@example.com") for word in ("pat", "sam")]
    add_participants(session, event_id, poll.id, people=asked, language="en")
    options, (first, second) = options_of(session, poll.id), participants_of(session, poll.id)
    # Each the first to its recipient, which another one has to wait for.
    enqueue_email(session, poll, first, "invited")
    enqueue_all_of(session, [hold_message(poll, second, options[0].id)])
    for participant in (first, second):
        cast_votes(
            session, participant.id, comment="", timezone="", without_holds=False,
            votes={option.id: Vote.YES for option in options},
        )  # fmt: skip


def _register_for_both(session, first, second, email) -> None:
    """Make two events dates of one, and register an address for both."""
    second.date_group_id = group_of(session, first)
    for one in (first, second):
        founding.place(session, one, email, "Twice")


def _move_together(session, site, *event_ids) -> None:
    with changed_together(session, _event(session, event_ids[0]).date_group_id):
        for event_id in event_ids:
            _move(session, site, event_id)


def _take_all_dates(session, event_id, email) -> None:
    """Register an address for all dates of an event, of which some were published."""
    group_id = group_of(session, _event(session, event_id))
    register_for_dates(
        session, group_id=group_id, event_ids=None, email=email, name="Every", timezone="UTC",
        language="en",
    )  # fmt: skip
    announce_dates(session, group_id)


def _subscribe(session, group: Group) -> None:
    """Subscribe an address to a group's body, and queue each way in which it is notified."""
    subject = SubscriptionSubject(Interest.EVENTS, series_id=group.series_id)
    email, now = f"reader.{group.name}@example.com", clock.now()
    request_subscription(
        session, subject, email=email, frequency=Frequency.AT_ONCE, language="en", timezone="UTC"
    )
    wanted = select(EmailSubscription).join(EmailSubscription.subscriber)
    row = session.scalar(wanted.where(Subscriber.email == email))
    confirm_subscription(session, row.subscriber_id, row.id, default_timezone="UTC")
    notice = Notice(
        event_id=group.ids["open"], series_id=group.series_id, reason=NoticeReason.PUBLISHED,
        changed_at=now, created_at=now,
    )  # fmt: skip
    session.add(notice)
    session.flush()
    enqueue_fan_out(session, notice.id, notice.id)
    about_document = _subscribe_to_document(session, row.subscriber_id, group.ids["open"])
    for topic, item in ((NOTICE, notice), (DIGEST, notice), (DOCUMENTS, None)):
        items = [[row.id, [item.id]]] if item else [about_document]
        enqueue(session, topic, payload={"subscriber_id": row.subscriber_id, "items": items})


def _subscribe_to_document(session, subscriber_id, event_id) -> list[object]:
    """Subscribe an address to a document of an event that is out; return what an e-mail names of it."""
    details = DocumentDetails("Report", DocumentType.REPORT, Stage.AFTER, event_id=event_id)
    document, now = create_document(session, details), clock.now()
    content = Content(url="https://example.org/ar.pdf")
    version = add_version(session, document.id, VersionKey("ar"), content=content)
    publish_document(session, document.id)
    row = EmailSubscription(
        subscriber_id=subscriber_id, interest=Interest.DOCUMENTS, document_id=document.id,
        language="ar", frequency=Frequency.AT_ONCE, created_at=now, requested_at=now, confirmed_at=now,
    )  # fmt: skip
    released = Notice(
        version_id=version.id,
        reason=NoticeReason.RELEASED,
        former=[],
        changed_at=now,
        created_at=now,
    )
    session.add_all([row, released])
    session.flush()
    return [row.id, [released.id]]


def _act_on_many(session, event_id, organiser_id, registration_id) -> None:
    """Enqueue an action that the worker carries out, as a long one is."""
    chosen = bulk_action.choose(
        session, event_id=event_id, organiser_id=organiser_id, name="approve",
        selection=[registration_id],
    )  # fmt: skip
    chosen.started_at = clock.now()
    payload = {"bulk_action_id": chosen.id, "position": 0}
    enqueue(session, bulk_action.TOPIC, payload=payload, event_id=event_id)


def _event(session, event_id):
    return event_by_id(session, event_id)


def _timed(start: datetime) -> Timed:
    local = start.replace(tzinfo=None)
    return Timed(local, local + timedelta(hours=1), "UTC")


def _comment(session, event_id, email, text):
    made = submit_comment(
        session, event_id=event_id, name="Asker", email=email, text=text, language="en"
    )
    session.flush()
    return made


def _change_rules(session, event_id, registration_id) -> None:
    """Notify a registrant of new time zone rules, as if an older release had given another offset."""
    event = _event(session, event_id)
    row = session.get_one(Registration, registration_id)
    stated = StatedTime(
        registration_id=row.id,
        starts_at=event.starts_at,
        timezone=row.timezone,
        utc_offsets={
            zone: offset + 3600 for zone, offset in current_offsets(event, row.timezone).items()
        },
        tzdata_version="2020a",
    )
    session.merge(stated)
    session.flush()
    enqueue_timezone_notices(session, event_id)


def _move(session, site, event_id) -> None:
    event = _event(session, event_id)
    moved = EventDetails(
        title=event.title,
        when=Timed(datetime(2027, 7, 17, 15), datetime(2027, 7, 17, 16, 30), "Europe/Zurich"),
        cities=("GVA", "NYC"),
        series_id=event.series_id,
        meeting_url=event.meeting_url,
        notification_mode=event.notification_mode,
    )
    change_event(session, event_id, details=moved, revision=event.revision, site=site)


def _change_kinds(session, site, group: Group) -> None:
    """Move one person to another registration type, and let the people of a type attend in another way."""
    event_id, (here, there) = group.ids["hybrid"], group.kinds
    type_change.change_type(
        session, event_id=event_id, registration_id=group.people["kim"], registration_type_id=there,
        organiser_id=group.host_id,
    )  # fmt: skip
    now = (
        RegistrationTypeDetails("In the room", AttendanceMode.ONLINE, id=here),
        RegistrationTypeDetails("From afar", AttendanceMode.ONLINE, id=there),
    )
    revision = _event(session, event_id).revision
    types_update.update_types(session, event_id, types=now, revision=revision, site=site)


# --- The course of events


def fill(world: World, sink: Sink) -> list[Group]:
    """Apply the changes of the four groups an hour apart; the clock stays at the end."""
    site, app, began_at = world.site, world.app, clock.now()
    groups = []
    for hours, (name, zone) in enumerate(GROUPS.items(), start=2):
        with transaction() as session:
            reminded_at = began_at + timedelta(hours=hours)
            groups.append(prepare(session, site, name, zone, reminded_at))
    _deliver(app, sink.url)
    sink.responses["DATA"] = lambda address: TRY_LATER if ".composed@" in address else None
    for hours, group in enumerate(groups, start=2):
        clock.stop(began_at + timedelta(hours=hours, minutes=1))
        reply = reply_token(group.people["writer"])
        with transaction() as session:
            change(session, site, group, reply)
        if group.name == "queued":
            # What was deferred would come first and end the round before anything is fanned out.
            _defer_composed()
            _deliver(app, NOBODY_LISTENS)
        _ask_to_sign_in(world, f"host.{group.name}@example.org")
        if group.name in {"sent", "composed"}:
            _deliver(app, sink.url)
    sink.responses.clear()
    return groups


def _send_message(session, event_id: int, organiser_id: int) -> None:
    details = MessageDetails("Bring water", "Dear {name}, it will be hot.", Audience())
    message = create_message(session, event_id, details, organiser_id=organiser_id)
    send_test(session, event_id, message.id, organiser_id=organiser_id)
    send_message(session, event_id, message.id, SendTime(), revision=message.revision)


def _deliver(app, url: str) -> None:
    app.config["SMTP_URL"] = url
    deliver_once(app)


def _defer_composed() -> None:
    composed = Message.body.is_not(None), Message.state == MessageState.QUEUED
    with transaction() as session:
        until = clock.now() + timedelta(hours=1)
        session.execute(update(Message).where(*composed).values(due_at=until))


def _ask_to_sign_in(world: World, email: str) -> None:
    data = {"csrf_token": world.anonymous.token, "email": email}
    answer = world.ask(world.anonymous, "POST", "/sign-in", data=data)
    assert answer.status_code == 303, answer.text


# --- What is known of it from outside


def links(world: World, groups: list[Group], sink: Sink) -> list[dict]:
    """Return every private link: those that are live, under both keys, and all that were ever mailed."""
    result: dict[str, dict] = {}
    for link in (*_live_links(world), *_secret_links(groups)):
        result.setdefault(link["path"], link)
    for _, mail in sink.taken:
        for path in LINK.findall(_text_of(mail)):
            result.setdefault(path, {"path": path, "purpose": "mailed", "key": "current"})
    return [_followed(world, link) for link in result.values()]


def _live_links(world: World) -> Iterator[dict]:
    # Those of the other groups stand in the e-mails.
    for place in (
        registration
        for registration in _registrations()
        if not OTHER_GROUPS.search(registration.email)
    ):
        for purpose in ("manage", "join"):
            for key, secret in KEYS.items():
                path = PATHS[purpose].format(link_token(purpose, place.id, secret))
                yield {"path": path, "purpose": purpose, "key": key}
    for person in (world.registrant, world.yusuf_at_b, world.xenia_herself):
        for purpose in PURPOSES:
            path = PATHS[purpose].format(person.links[purpose])
            yield {"path": path, "purpose": purpose, "key": "current"}
    own = PATHS["manage"].format(world.registrant.links["manage"])
    for page in OF_MANAGE:
        yield {"path": own + page, "purpose": "manage", "key": "current"}


def _secret_links(groups: list[Group]) -> Iterator[dict]:
    """Yield the links to events that only a secret link opens, and fresh links to sign in."""
    for group in groups:
        slug = _event(db.session(), group.ids["secret"]).slug
        path = f"/events/{slug}/registrations?key=key{group.name}"
        yield {"path": path, "purpose": "entry", "key": "current"}
    with transaction() as session:
        tokens = [
            issue_sign_in_token(session, organiser)
            for organiser in session.scalars(select(Organiser).order_by(Organiser.id)).all()
        ]
    for token in tokens:
        yield {"path": f"/sign-in/{token}", "purpose": "sign-in", "key": "current"}


def _registrations() -> list[Registration]:
    query = (
        select(Registration)
        .options(joinedload(Registration.event))
        .where(Registration.erased_at.is_(None))
        .order_by(Registration.id)
    )
    return list(db.session.scalars(query))


def _text_of(mail: bytes) -> str:
    part = message_from_bytes(mail, policy=policy.default).get_body(("plain",))
    return part.get_content() if part is not None else ""


def _followed(world: World, link: dict) -> dict:
    return link | {"status": world.browser.get(link["path"], follow_redirects=True).status_code}


def replies(world: World) -> list[dict]:
    """Return the address that takes replies of each registration, under both keys."""
    local, _, domain = REPLY_ADDRESS.partition("@")
    return [
        {"to": f"{local}+{reply_token(place.id, secret)}@{domain}", "key": key,
         "address": place.address, "uid": place.event.uid, "status": place.status}
        for place in _registrations()
        for key, secret in KEYS.items()
    ]  # fmt: skip


def sessions(world: World) -> list[dict]:
    """Return what the browsers of those who are signed in send, and every page that each may see."""
    asked = []
    for person, about in ((world.admin, world.of_b), (world.a, world.of_a)):
        for rule in world.app.url_map.iter_rules():
            if "GET" not in rule.methods or "<token>" in rule.rule or rule.rule.startswith(OMITTED):
                continue
            path = world.path_of(rule, about)
            answer = world.ask(person, "GET", path, follow_redirects=True)
            asked.append({"cookie": person.cookie, "path": path, "status": answer.status_code})
    return asked


def calendars(world: World, groups: list[Group]) -> list[dict]:
    """Return each public calendar file and each feed, as it is read now."""
    paths = ["/events.ics", "/events.ics?tentative=1", f"/events.ics?series={groups[0].series}"]
    paths += [f"/series/{group.series}.ics" for group in groups]
    paths += [
        f"/events/{_event(db.session(), event_id).slug}.ics"
        for group in groups
        for word, event_id in group.ids.items()
        if word != "draft"
    ]
    paths += [
        PATHS["calendar"].format(person.links["calendar"])
        for person in (world.registrant, world.yusuf_at_b, world.xenia_herself)
    ]
    return [_read(world, path) for path in paths]


def _read(world: World, path: str) -> dict:
    answer = world.browser.get(path)
    results = {"path": path, "status": answer.status_code}
    if answer.status_code == 200:
        results |= {"etag": answer.headers.get("ETag"), "body": answer.text}
    return results


def deliveries(world: World, sink: Sink) -> dict:
    """Deliver what is queued, an hour later; return who gets what, and how many messages stay queued.

    Messages that are fanned out meanwhile derive their Message-IDs from what they are fanned out from.
    """
    queued = db.session.scalars(select(Message).where(Message.state == MessageState.QUEUED)).all()
    composed = {item.mail_id for item in queued if item.body}
    sink.taken.clear()
    clock.advance(timedelta(hours=1))
    _deliver(world.app, sink.url)
    told = []
    for to, mail in sink.taken:
        mail_id = str(message_from_bytes(mail, policy=policy.default)["Message-ID"])
        sha256 = hashlib.sha256(mail).hexdigest() if mail_id in composed else None
        told.append({"to": to, "message_id": mail_id, "sha256": sha256})
    told.sort(key=lambda item: (item["to"], item["message_id"]))
    db.session.rollback()
    left = select(func.count()).where(Message.state == MessageState.QUEUED)
    return {"delivered": told, "left": db.session.scalar(left)}


# --- Dumps


def copy_database(source: Path, **settings: str) -> None:
    """Copy an SQLite file into a new database that the migrations make."""
    fields = {f"WEBINARS_{name}": value for name, value in settings.items()}
    words = ["db", "copy", "--from", f"sqlite:///{source}"]
    done = CliRunner().invoke(webinars, words, env=fields, catch_exceptions=False)
    assert done.exit_code == 0, done.output


def dump_sqlite(source: Path, folder: Path) -> str:
    """Return the SQL of a copy of the database."""
    copy_database(source, DATA_DIR=str(folder), DATABASE_URL="")
    with closing(sqlite3.connect(folder / "webinars.db")) as file:
        return "\n".join(file.iterdump()) + "\n"


def dump_postgresql(source: Path, folder: Path) -> str:
    """Return the SQL of a copy of the database on a PostgreSQL of its own."""
    result = postgresql_programs()
    assert result, "needs PostgreSQL (postgresql)"
    with running_postmaster(result) as server, fresh_database(server.url) as url:
        copy_database(source, DATA_DIR=str(folder), DATABASE_URL=url)
        program = result / "pg_dump"
        command = [program if program.exists() else "pg_dump", "--no-owner", "--no-privileges"]
        address = url.replace("+psycopg", "")
        done = subprocess.run([*command, address], check=True, capture_output=True, text=True)
        return done.stdout


def build(folder: Path, work: Path, *, with_postgresql: bool = True) -> None:
    """Write the dumps of an installation, and what is known of it, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with running(Sink()) as sink, founded(work, **SETTINGS) as world:
        groups = fill(world, sink)
        db.session.remove()
        known = {
            "keys": {"current": CURRENT, "fallback": FALLBACK},
            "clock": clock.now().isoformat(),
            "reply_address": REPLY_ADDRESS,
            "links": links(world, groups, sink),
            "replies": replies(world),
            "sessions": sessions(world),
        }
        read = calendars(world, groups)
        db.session.remove()
        db.engine.dispose()
        source = work / "source.db"
        with closing(sqlite3.connect(world.path)) as live, closing(sqlite3.connect(source)) as copy:
            live.backup(copy)
        told = deliveries(world, sink)
    _write(folder / "links.json.gz", json.dumps(known, indent=1))
    _write(folder / "calendars.json.gz", json.dumps(read, indent=1))
    _write(folder / "deliveries.json.gz", json.dumps(told, indent=1))
    _write(folder / "sqlite.sql.gz", dump_sqlite(source, work / "sqlite"))
    if with_postgresql:
        _write(folder / "postgresql.sql.gz", dump_postgresql(source, work / "postgresql"))


def _write(file: Path, text: str) -> None:
    # Without a name and a time in it, so that the same text gives the same bytes.
    file.write_bytes(gzip.compress(text.encode(), mtime=0))


def main(folder: str) -> None:
    """Build into a folder."""
    work = Path(tempfile.mkdtemp(prefix="webinars-installation-"))
    try:
        build(Path(folder), work)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main(*sys.argv[1:])
