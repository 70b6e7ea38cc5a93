"""Queries for subscriptions: those of one address, and how many a series or event has."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from webinars.documents.access import public_documents
from webinars.documents.models import Document
from webinars.email_subscriptions.models import EmailSubscription, Subscriber
from webinars.email_subscriptions.subjects import SECRET
from webinars.errors import NotFoundError
from webinars.events.enums import PUBLIC
from webinars.events.models import Event, Series
from webinars.events.queries import is_public
from webinars.i18n import Translator
from webinars.timezones import clock


def subscriber_of_link(session: Session, subscriber_id: int) -> Subscriber:
    """Return the subscriber of a private link.

    Raises:
        NotFoundError: "no-such-subscription".
    """
    row = session.get(Subscriber, subscriber_id)
    if row is None:
        raise NotFoundError("no-such-subscription")
    return row


def has_subscriber(session: Session, subscriber_id: int) -> bool:
    """Return whether there still is a subscriber."""
    return session.scalar(select(Subscriber.id).where(Subscriber.id == subscriber_id)) is not None


def own_subscriptions(session: Session, subscriber_id: int) -> Sequence[EmailSubscription]:
    """Return the subscriptions of a subscriber, with series, event and document, oldest first."""
    return session.scalars(
        select(EmailSubscription)
        .options(
            joinedload(EmailSubscription.series),
            joinedload(EmailSubscription.event),
            joinedload(EmailSubscription.document),
        )
        .where(EmailSubscription.subscriber_id == subscriber_id)
        .order_by(EmailSubscription.id)
    ).all()


def title_of(session: Session, row: EmailSubscription, t: Translator) -> str | None:
    """Return the name of what a subscription is to; None if it is not public, or gone.

    Series and event of the subscription are loaded. A group of dates is named after one of them. The title of
    a document is one that everyone may see now.
    """
    if row.document_id is not None:
        document = public_document(session, row.document_id)
        return document_name(document, t) if document else None
    if row.series_id is not None:
        name = session.scalar(select(Series.name).where(Series.id == row.series_id, is_public()))
        return t.text(name) if name else None
    if row.event is not None:
        is_shown = row.event.state in PUBLIC and row.event.access_mode is not SECRET
        return t.text(row.event.title) if is_shown else None
    date = date_of_group(session, row.date_group_id)
    return t.text(date.title) if date else None


def public_document(session: Session, document_id: int) -> Document | None:
    """Return a document whose title everyone may see now; None if it is not public, or its title hidden."""
    wanted = select(Document).where(Document.id == document_id, public_documents(clock.now()))
    return session.scalar(wanted)


def document_name(document: Document, t: Translator) -> str:
    """Return symbol and title of a document."""
    title = t.text(document.title)
    return f"{document.symbol}: {title}" if document.symbol else title


def date_of_group(session: Session, date_group_id: int | None) -> Event | None:
    """Return the last public date of a group, after which it is named."""
    return session.scalar(
        select(Event)
        .where(
            Event.date_group_id == date_group_id,
            Event.state.in_(PUBLIC),
            Event.access_mode != SECRET,
        )
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(1)
    )


def count_of_series(session: Session, series_id: int) -> int:
    """Count the confirmed subscriptions to a series."""
    return _count(session, series_id=series_id)


def count_of_event(session: Session, event: Event) -> int:
    """Count the confirmed subscriptions to an event, and to its dates."""
    number = _count(session, event_id=event.id)
    if event.date_group_id is not None:
        number += _count(session, date_group_id=event.date_group_id)
    return number


def count_of_document(session: Session, document_id: int) -> dict[str, int]:
    """Count the confirmed subscriptions to a document by language; an empty tag is for all versions."""
    rows = session.execute(
        select(EmailSubscription.language, func.count())
        .where(
            EmailSubscription.document_id == document_id,
            EmailSubscription.confirmed_at.is_not(None),
        )
        .group_by(EmailSubscription.language)
    )
    return {language: number for language, number in rows}  # noqa: C416 - rows are no pairs to mypy


def _count(session: Session, **subject: int) -> int:
    counted = select(func.count()).select_from(EmailSubscription).filter_by(**subject)
    return session.scalar(counted.where(EmailSubscription.confirmed_at.is_not(None))) or 0
