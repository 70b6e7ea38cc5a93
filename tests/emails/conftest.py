"""Fixtures for e-mails: compose the e-mail of a topic about a suitable registration."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from webinars.access.models import Delegation, Invitee, Nomination
from webinars.accounts.models import Organiser
from webinars.capabilities.link_creation import ensure_links
from webinars.capabilities.link_purposes import OF_SUBSCRIBER, SUBJECTS, Purpose
from webinars.comments.models import Comment
from webinars.comments.state import CommentState
from webinars.database import transaction
from webinars.documents.enums import DocumentAccess, DocumentType, Stage, VersionType
from webinars.documents.models import Document, DocumentVersion
from webinars.email_subscriptions.models import (
    EmailSubscription,
    Frequency,
    Interest,
    Notice,
    NoticeReason,
    Subscriber,
)
from webinars.emails.batch import Batch
from webinars.emails.composers import COMPOSERS
from webinars.emails.email_context import EmailContext
from webinars.emails.mime_message import build
from webinars.event_messages.models import EventMessage, EventMessageState
from webinars.event_messages.recipients import Audience
from webinars.events.date_groups import group_of
from webinars.events.enums import EventState, NotificationMode
from webinars.events.models import Event, Series
from webinars.events.series_creation import create_series
from webinars.events.series_models import SeriesEditor
from webinars.i18n import Translator, translator_for
from webinars.outbox.enqueue import enqueue
from webinars.polls.models import Poll, PollHold, PollOption, PollParticipant
from webinars.polls.poll_rules import PollState, ResultsShown
from webinars.registrations.group_registrations import group_registration_of
from webinars.registrations.models import DateGroupRegistration, Registration, StatedTime
from webinars.registrations.stated_local_times import current_offsets
from webinars.registrations.status import Status
from webinars.scheduling.models import Invitation, ItipMethod
from webinars.timezones.schedule import Days, resolve, serialize


def pseudo(language):
    """Return the translator of a pseudo-locale that puts every sentence in brackets."""
    return Translator(
        language,
        lambda sentence: f"⟦{sentence}⟧",
        lambda one, many, n: f"⟦{one if n == 1 else many}⟧",
    )


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"]}


@pytest.fixture
def place(clock, make_event, make_registration):
    """Return a factory of registrations with the state that a topic needs, and no queued messages."""

    def place(topic="registration.confirmed", *, event=None, **fields):
        daily = NotificationMode.DAILY if topic == "organiser.digest" else NotificationMode.EACH
        event = event or make_event(notification_mode=daily)
        made = make_registration(event, **fields)
        with transaction() as session:
            row = session.get_one(Registration, made.id)
            result = topic.removeprefix("registration.")
            if result in set(Status) - {Status.CONFIRMED, Status.CANCELLED}:
                row.status = Status(result)
            if row.status is Status.OFFERED:
                row.ends_at = row.created_at + timedelta(hours=48)
            if topic == "registration.address-proof":
                row.new_email = "new@example.com"
            ended = topic.removeprefix("registration.event-")
            if ended in {"cancelled", "postponed"} and ended != topic:
                session.get_one(Event, event.id).state = EventState(ended)
            session.get_one(Organiser, event.organiser_id).language = fields.get("language", "en")
        return made

    return place


def of_several_dates(session, row, event):
    """Tie the registration's address to the dates of its event; return their part of the payload."""
    group_id = group_of(session, event)
    tie = group_registration_of(session, group_id, row.address)
    if tie is None:
        tie = DateGroupRegistration(
            date_group_id=group_id, address=row.address, takes_all=True, created_at=row.created_at
        )
        session.add(tie)
        session.flush()
        ensure_links(session, Purpose.DATES, [(tie.id, None)])
    return {
        "date_group_id": group_id,
        "date_group_registration_id": tie.id,
        "cause": "added",
        "new": [row.id],
        "wants_personal_calendar": True,
    }


def admitted(session, row):
    """Create an invitee and a delegation for a registration's person; return their part of the payload."""
    at = row.created_at
    same = {"language": row.language, "token_version": 1, "created_at": at, "address": row.address}
    invitee = session.scalar(select(Invitee)) or Invitee(event_id=row.event_id, **same)
    invitee.name, invitee.email, invitee.invited_at = row.name, row.email, at
    sent = session.scalar(select(Delegation)) or Delegation(event_id=row.event_id, quota=3, **same)
    sent.name, sent.focal_name, sent.focal_email = row.affiliation or row.name, row.name, row.email
    session.add_all([invitee, sent])
    session.flush()
    row.delegation_id = sent.id
    named = session.scalar(select(Nomination)) or Nomination(
        event_id=row.event_id, delegation_id=sent.id, registration_id=row.id,
        made_registration=True, email=row.email, address=row.address, created_at=at,
    )  # fmt: skip
    named.name = row.name
    session.add(named)
    session.flush()
    session.get_one(Event, row.event_id).accepts_delegations = True
    return {
        "invitee_id": invitee.id,
        "delegation_id": sent.id,
        "token_version": 1,
        "nomination_ids": [named.id],
    }


# The reason in the payload of e-mails to invitees.
INVITEES = {
    "invitee.changed": "",
    "invitee.cancelled": "withdrawn",
    "invitee.not-registered": "type",
}


def invited_earlier(session, facts):
    """Give the invitee's calendar an entry, which the e-mail removes."""
    invitee = session.get_one(Invitee, facts["invitee_id"])
    if facts["reason"] == "withdrawn":
        invitee.invited_at = None
    session.execute(delete(Invitation))
    session.add(
        Invitation(
            event_id=invitee.event_id, message_id=10**6, address=invitee.address,
            method=ItipMethod.REQUEST, sequence=0, created_at=invitee.created_at,
        )
    )  # fmt: skip
    session.flush()


def commented(session, row, topic):
    """Create a comment under a registration's name; return its part of the payload."""
    event = session.get_one(Event, row.event_id)
    comment = session.scalar(select(Comment)) or Comment(
        event_id=row.event_id,
        ordering_key="ordering_key",
        language=row.language,
        created_at=row.created_at,
    )
    is_answered = topic == "comment.answered"
    comment.state = CommentState.PUBLIC if is_answered else CommentState.PENDING
    comment.state_at = row.created_at
    comment.name, comment.email, comment.text = row.name, row.email, f"{row.name}\n\n{row.name}"
    comment.answer = event.title if is_answered else ""
    event.comments_waiting = 1
    session.add(comment)
    session.flush()
    return {"comment_id": comment.id}


def written(session, row, event):
    """Create a message of the event's organiser with all placeholders; return its part of the payload."""
    message = session.scalar(select(EventMessage)) or EventMessage(
        event_id=event.id,
        organiser_id=event.organiser_id,
        subject="{event}, {name}",
        text="{name}, {date}\n\n{event}\n{event_link} {manage_link}",
        created_at=row.created_at,
        changed_at=row.created_at,
        run=1,
    )
    message.state = EventMessageState.SENDING
    message.audience = Audience((row.status,)).stored()
    session.add(message)
    session.flush()
    return {"event_message_id": message.id}


def edited(session, row, event):
    """Make the event's organiser one of a body with its title; return its part of the payload."""
    series = session.scalar(select(Series)) or create_series(session, name=event.title)
    session.merge(
        SeriesEditor(series_id=series.id, organiser_id=event.organiser_id, given_at=row.created_at)
    )
    session.flush()
    return {"series_id": series.id}


def subscribed(session, row, event):
    """Subscribe an address to a body with the event's title, which the event is new in; return the payload's part."""
    series = session.scalar(select(Series))
    series.is_published = True
    subscriber = session.scalar(select(Subscriber)) or Subscriber(
        email="updates@example.org", address="updates@example.org", created_at=row.created_at
    )
    subscriber.language, subscriber.timezone = row.language, row.timezone
    session.add(subscriber)
    session.flush()
    of_events = EmailSubscription.interest == Interest.EVENTS
    subscription = session.scalar(select(EmailSubscription).where(of_events)) or EmailSubscription(
        subscriber_id=subscriber.id,
        interest=Interest.EVENTS,
        series_id=series.id,
        frequency=Frequency.WEEKLY,
        created_at=row.created_at,
        requested_at=row.created_at,
        confirmed_at=row.created_at,
    )
    notice = session.scalar(select(Notice).where(Notice.event_id.is_not(None))) or Notice(
        event_id=event.id,
        reason=NoticeReason.MOVED,
        former=serialize(Days(date(2027, 7, 1), date(2027, 7, 2), "Europe/Vienna")),
        changed_at=row.created_at,
        created_at=row.created_at,
    )
    session.add_all([subscription, notice])
    session.flush()
    return {
        "subscriber_id": subscriber.id,
        "subscription_id": subscription.id,
        "items": [[subscription.id, [notice.id]], documented(session, subscription, event)],
    }


def documented(session, subscription, event):
    """Subscribe an address to an event's documents, one of which with its title is out; return their item."""
    at, wanted = subscription.created_at, EmailSubscription.interest == Interest.DOCUMENTS
    document = session.scalar(select(Document)) or Document(
        symbol="", address="a", address_key="a", sort_key="a", document_type=DocumentType.REPORT,
        stage=Stage.AFTER, access=DocumentAccess.EVERYONE, published_at=at, created_at=at, changed_at=at,
    )  # fmt: skip
    document.event_id, document.title = event.id, event.title
    own = session.scalar(select(EmailSubscription).where(wanted)) or EmailSubscription(
        subscriber_id=subscription.subscriber_id, interest=Interest.DOCUMENTS, event_id=event.id,
        frequency=Frequency.AT_ONCE, created_at=at, requested_at=at, confirmed_at=at,
    )  # fmt: skip
    session.add_all([document, own])
    session.flush()
    version = session.scalar(select(DocumentVersion)) or DocumentVersion(
        document_id=document.id, version_type=VersionType.ORIGINAL, language="ar",
        url="https://example.org/a.pdf", published_at=at, public_at=at,
    )  # fmt: skip
    session.add(version)
    session.flush()
    out = session.scalar(select(Notice).where(Notice.version_id == version.id)) or Notice(
        version_id=version.id, reason=NoticeReason.RELEASED, former=[], changed_at=at, created_at=at
    )
    session.add(out)
    session.flush()
    return [own.id, [out.id]]


def polled(session, row):
    """Create a poll of the event in which a registrant takes part; return its part of the payload."""
    poll = session.scalar(select(Poll)) or Poll(
        event_id=row.event_id, results_shown=ResultsShown.ORGANISER, sends_holds=True,
        has_open_link=False, was_completed=False, created_at=row.created_at, state=PollState.OPEN,
        closes_at=row.created_at + timedelta(days=9),
    )  # fmt: skip
    session.add(poll)
    session.flush()
    day = Days(date(2027, 7, 1), date(2027, 7, 2), "Europe/Vienna")
    span = resolve(day)
    option = session.scalar(select(PollOption)) or PollOption(
        poll_id=poll.id, uid="option@example.org", schedule=serialize(day), created_at=row.created_at,
        starts_at=span.starts_at, ends_at=span.ends_at,
    )  # fmt: skip
    person = session.scalar(select(PollParticipant)) or PollParticipant(
        poll_id=poll.id, event_id=row.event_id, address=row.address, created_at=row.created_at,
    )  # fmt: skip
    person.name, person.email, person.language = row.name, row.email, row.language
    person.timezone = row.timezone
    session.add_all([option, person])
    session.flush()
    session.execute(delete(PollHold))  # each is the first
    return {
        "poll_id": poll.id,
        "option_id": option.id,
        "participant_id": person.id,
        "occasion": "invited",
        "notice": "completed",
    }


def stated_earlier(session, row):
    """Record that an e-mail stated times under older rules, an hour later than the current ones."""
    event = session.get_one(Event, row.event_id)
    offsets = current_offsets(event, row.timezone)
    session.merge(
        StatedTime(
            registration_id=row.id,
            starts_at=event.starts_at,
            timezone=row.timezone,
            utc_offsets={zone: seconds + 3600 for zone, seconds in offsets.items()},
            tzdata_version="2020a",
        )
    )
    session.flush()


def linked(session, facts):
    """Issue the links of rows that were created here without their actions."""
    facts = {**facts, "poll_participant_id": facts["participant_id"]}
    purposes = Purpose.ADDRESS, Purpose.INVITEE, Purpose.DELEGATION, Purpose.COMMENT, Purpose.POLL
    for purpose in (*purposes, *OF_SUBSCRIBER):
        ensure_links(session, purpose, [(facts[SUBJECTS[purpose]], facts["event_id"])])


@pytest.fixture
def write(app, site):
    """Return a function that composes a topic's e-mail about a registration, without sending it."""

    def write(topic, place, *, is_about_event=False, **more):
        with transaction() as session:
            row = session.get_one(Registration, place.id)
            event = session.get_one(Event, row.event_id)
            facts = {
                "registration_id": row.id,
                "event_id": event.id,
                "organiser_id": event.organiser_id,
                "name": row.name,
                "email": row.email,
                "address": row.address,
                "language": row.language,
                "timezone": row.timezone,
                "erased": False,
                "reason": "cancelled-by-registrant",
                "gone": False,
                "day": "2026-11-25",
                "token": "abcdef",
                "by": "أميرة",
                "subject": row.name,
                "text": f"{row.name}\n\n{row.name}",
                "starts_at": event.starts_at.isoformat(),
                "minutes": 1440,
                "previous": {
                    "when": serialize(Days(date(2027, 7, 1), date(2027, 7, 2), "Europe/Vienna")),
                    "cities": ["VIE"],
                    "place": "القاعة",
                    "format": "online",
                },
                **admitted(session, row),
                **commented(session, row, topic),
                **written(session, row, event),
                **edited(session, row, event),
                **subscribed(session, row, event),
                **polled(session, row),
                **more,
            }
            if topic in {"registration.dates", "registration.dates-changed"}:
                facts |= of_several_dates(session, row, event)
                change = {name: facts[name] for name in ("previous", "notes") if name in facts}
                facts["changes"] = {str(event.id): change}
            linked(session, facts)
            if topic == "registration.calendar-delivery":
                # Each is the first: it is not composed for a calendar that has the invitation.
                session.execute(delete(Invitation))
            if topic in INVITEES:
                facts["reason"] = INVITEES[topic]
                invited_earlier(session, facts)
            if topic == "registration.timezone-update":
                stated_earlier(session, row)
            event_id = event.id if is_about_event else None
            group = f"event-message:{facts['event_message_id']}:1"
            message = enqueue(session, topic, payload=facts, event_id=event_id, budget_group=group)
            if topic == "organiser.retention":
                session.flush()
                event.retention_message_id = message.id
            speaks = pseudo if row.language == "ar" else translator_for
            batch = Batch(session, site)
            email = COMPOSERS[topic](
                EmailContext(message, site, "<1.x@example.org>", batch, speaks)
            )
            batch.record()
        if email is not None:
            build(email)
        return email

    return write
