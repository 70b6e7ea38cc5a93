"""Ask for a subscription and confirm it, by the link in an e-mail to the address. The caller commits."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from webinars.capabilities.link_creation import issue_links
from webinars.capabilities.link_purposes import OF_SUBSCRIBER
from webinars.database import for_reference, for_update
from webinars.documents.models import Document
from webinars.email_subscriptions.collection import record_present_state
from webinars.email_subscriptions.document_collection import last_notice_before
from webinars.email_subscriptions.models import (
    EmailSubscription,
    Frequency,
    Interest,
    Subscriber,
)
from webinars.email_subscriptions.notification import (
    last_notice,
    next_digest,
    ordering_key,
    send_missed,
)
from webinars.errors import NotFoundError
from webinars.events.models import DateGroup, Event, Series
from webinars.events.series_models import JoinedSeries
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.locks import delete_messages
from webinars.outbox.models import Message, MessageState
from webinars.security import email_addresses
from webinars.timezones import clock

CONFIRMATION = "subscriber.confirmation"
# How long a request may be confirmed; then it is deleted.
CONFIRMABLE = timedelta(days=3)
# A request that is sent again causes no further e-mail for this time, whoever sends it.
ASKED_AGAIN_AFTER = timedelta(hours=1)
# The same for what is confirmed already: the e-mail then has the link to their own page.
REMINDED_AFTER = timedelta(days=1)
# Each time it is twice as long, until this: otherwise somebody could have a mailbox e-mailed every hour.
LONGEST_WAIT = timedelta(days=7)
# Of one address: further requests are dropped, so that nobody fills a mailbox with different ones.
MOST_UNCONFIRMED = 5


@dataclass(frozen=True)
class SubscriptionSubject:
    """What somebody subscribes to: a series, with its branch or alone, an event, its dates, or a document.

    language: of the versions of the document, empty for all.
    """

    interest: Interest
    series_id: int | None = None
    event_id: int | None = None
    date_group_id: int | None = None
    document_id: int | None = None
    language: str = ""
    covers_branch: bool = False


def request_subscription(
    session: Session,
    subject: SubscriptionSubject,
    *,
    email: str,
    frequency: Frequency,
    language: str,
    timezone: str,
) -> None:
    """Store that an address wants e-mails, and ask for confirmation by e-mail.

    The caller learns nothing about the address: whether it is subscribed, or has too many requests.

    Raises:
        InvalidInputError: "not-an-address", and those of security.text_input.clean_name.
        NotFoundError: "no-such-series", "no-such-event" or "no-such-document": deleted meanwhile.
    """
    email = email_addresses.clean_address(email)
    subscriber = _subscriber(session, email, language=language, timezone=timezone)
    subject = _present(session, subject)
    now = clock.now()
    existing = session.scalars(
        select(EmailSubscription).where(EmailSubscription.subscriber_id == subscriber.id)
    ).all()
    if all(one.confirmed_at is None for one in existing):
        # Whoever asked first may have been somebody else; the question is in the language of the last one.
        subscriber.language, subscriber.timezone = language, timezone or subscriber.timezone
    row = next((one for one in existing if _is_about(one, subject)), None)
    if row is None:
        unconfirmed = sum(one.confirmed_at is None for one in existing)
        if unconfirmed >= MOST_UNCONFIRMED:
            return
        row = EmailSubscription(
            subscriber_id=subscriber.id,
            **vars(subject),
            frequency=frequency,
            created_at=now,
            requested_at=now,
        )
        session.add(row)
        session.flush()
        _ask(session, row)
        return
    wait = ASKED_AGAIN_AFTER
    if row.confirmed_at is None:
        row.frequency, row.covers_branch = frequency, subject.covers_branch
    else:
        wait = REMINDED_AFTER
    wait = min(max(wait, row.requested_at - row.created_at), LONGEST_WAIT)
    if now - row.requested_at >= wait:
        row.requested_at = now
        _ask(session, row)


def confirm_subscription(
    session: Session, subscriber_id: int, subscription_id: int, *, default_timezone: str
) -> EmailSubscription:
    """Confirm what the address of a link was asked about; once confirmed it stays so.

    Raises:
        NotFoundError: "no-such-subscription": too late, or ended since.
    """
    subscriber = lock_subscriber(session, subscriber_id)
    row = subscription_of(session, subscriber_id, subscription_id)
    now = clock.now()
    if row.confirmed_at is not None:
        return row
    if row.requested_at + CONFIRMABLE <= now:
        raise NotFoundError("no-such-subscription")
    row.confirmed_at = now
    is_about_documents = row.interest is Interest.DOCUMENTS
    row.notified_through = (
        last_notice_before(session, row.created_at) if is_about_documents else last_notice(session)
    )
    unpause(session, subscriber)
    plan_digest(session, subscriber, default_timezone=default_timezone)
    session.flush()
    if is_about_documents:
        send_missed(session, subscriber, row)
    else:
        record_present_state(session, row, now)
    return row


def plan_digest(session: Session, subscriber: Subscriber, *, default_timezone: str) -> None:
    """Plan the weekly e-mail of a locked subscriber, if there is something weekly."""
    session.flush()
    weekly = select(EmailSubscription.id).where(
        EmailSubscription.subscriber_id == subscriber.id,
        EmailSubscription.frequency == Frequency.WEEKLY,
        EmailSubscription.confirmed_at.is_not(None),
    )
    if session.scalar(weekly.limit(1)) is None:
        subscriber.digest_at = None
    elif subscriber.digest_at is None:
        zone = subscriber.timezone or default_timezone
        subscriber.digest_at = next_digest(clock.now(), zone)


def unpause(session: Session, subscriber: Subscriber) -> None:
    """Send e-mails to a locked subscriber again; those that were refused are no reason any more."""
    if subscriber.paused_at is not None:
        subscriber.paused_at = None
        delete_messages(
            session,
            Message.ordering_key == ordering_key(subscriber.id),
            Message.state == MessageState.FAILED,
        )


def lock_subscriber(session: Session, subscriber_id: int) -> Subscriber:
    """Lock a subscriber, before their subscriptions are read or changed.

    Raises:
        NotFoundError: "no-such-subscription".
    """
    row = session.scalar(for_update(select(Subscriber).where(Subscriber.id == subscriber_id)))
    if row is None:
        raise NotFoundError("no-such-subscription")
    return row


def subscription_of(
    session: Session, subscriber_id: int, subscription_id: int
) -> EmailSubscription:
    """Return a subscription of a subscriber.

    Raises:
        NotFoundError: "no-such-subscription".
    """
    row = session.scalar(
        select(EmailSubscription).where(
            EmailSubscription.id == subscription_id,
            EmailSubscription.subscriber_id == subscriber_id,
        )
    )
    if row is None:
        raise NotFoundError("no-such-subscription")
    return row


def _subscriber(session: Session, email: str, *, language: str, timezone: str) -> Subscriber:
    """Return the subscriber with an address, locked; a new one gets links."""
    address = email_addresses.normalize_address(email)
    insert = insert_postgresql if session.get_bind().dialect.name == "postgresql" else insert_sqlite
    # Two requests for one address at a time: the second waits, and reads the row of the first.
    created = session.scalar(
        insert(Subscriber)
        .values(
            email=email,
            address=address,
            language=language,
            timezone=timezone,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["address"])
        .returning(Subscriber.id)
    )
    row = session.scalar(for_update(select(Subscriber).where(Subscriber.address == address)))
    assert row is not None  # noqa: S101 - inserted above
    if created is not None:
        issue_links(session, OF_SUBSCRIBER, [(row.id, None)])
    return row


def _present(session: Session, subject: SubscriptionSubject) -> SubscriptionSubject:
    """Keep the subject from being deleted until the commit; that of a joined series is the one that goes on.

    The subscriber is locked before, as when series are joined.
    """
    if subject.series_id is not None:
        if _is_stored(session, Series, subject.series_id):
            return subject
        into = select(JoinedSeries.into_id).where(JoinedSeries.id == subject.series_id)
        into_id = session.scalar(into)
        if into_id is None or not _is_stored(session, Series, into_id):
            raise NotFoundError("no-such-series")
        return replace(subject, series_id=into_id)
    if subject.document_id is not None:
        if not _is_stored(session, Document, subject.document_id):
            raise NotFoundError("no-such-document")
        return subject
    event, group = subject.event_id, subject.date_group_id
    is_stored = (
        _is_stored(session, Event, event) if event else _is_stored(session, DateGroup, group)
    )
    if not is_stored:
        raise NotFoundError("no-such-event")
    return subject


def _is_stored(
    session: Session, model: type[Series | Event | DateGroup | Document], row_id: int | None
) -> bool:
    return session.scalar(for_reference(select(model.id).where(model.id == row_id))) is not None


def _is_about(row: EmailSubscription, subject: SubscriptionSubject) -> bool:
    facts = vars(subject)
    return all(getattr(row, name) == facts[name] for name in facts if name != "covers_branch")


def _ask(session: Session, row: EmailSubscription) -> None:
    enqueue(
        session,
        CONFIRMATION,
        payload={"subscriber_id": row.subscriber_id, "subscription_id": row.id},
        ordering_key=f"subscription-{row.id}",
        priority=priorities.AWAITED,
    )
