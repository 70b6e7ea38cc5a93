"""Collect notices of documents: versions that everyone may read since the last time, a batch at a time."""

# Nothing is written where documents change. When a version is public depends on the clock alone: one that is
# uploaded and one whose embargo ends are collected alike, and what was withdrawn meanwhile is not.

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, text, union_all
from sqlalchemy.orm import Session

from webinars.documents.access import public_versions
from webinars.documents.models import Document, DocumentVersion
from webinars.email_subscriptions.models import (
    IS_ABOUT_DOCUMENTS,
    EmailSubscription,
    Notice,
    NoticeReason,
)
from webinars.events.enums import PUBLIC_LISTINGS
from webinars.events.models import Event

# Documents of a meeting come in one by one: a batch ends when none has for a while.
QUIET = timedelta(minutes=15)
LONGEST = timedelta(hours=1)
# Longer than any transaction.
OVERLAP = timedelta(days=1)
# Of versions that came out while no worker ran. Notices are kept for longer, so none is collected twice.
LATEST = timedelta(days=30)
# A thousand documents in six languages.
BATCH = 6000


def released_versions(session: Session, now: datetime) -> list[Notice]:
    """Return notices of versions that came out since somebody asked for some; none while a batch is open.

    To be called under the lock of collection.
    """
    since = _released_since(session, now)
    if since is None:
        return []
    rows = _uncollected(session, since, now)
    if not rows or _is_batch_open([row.released_at for row in rows], now):
        return []
    return [
        Notice(
            version_id=row.id,
            reason=NoticeReason.RELEASED,
            former=[],
            changed_at=row.released_at,
            created_at=now,
        )
        for row in rows
    ]


def _uncollected(session: Session, since: datetime, now: datetime) -> Sequence[Row[int, datetime]]:
    """Return the ids of versions without a notice that came out since an instant, and when they did.

    Those of an event that was a draft came out with it. Each part is a range of an index.
    """
    released = DocumentVersion.public_at.label("released_at")
    with_event = Event.published_at.label("released_at")
    # One look-up in the index of notices for each of the few versions in the range.
    notice = select(Notice.id).where(Notice.version_id == DocumentVersion.id).scalar_subquery()
    is_new = public_versions(now), notice.is_(None)
    parts = (
        _versions(released).where(*is_new, DocumentVersion.public_at >= since),
        _versions(with_event)
        .join(Event, Event.id == Document.event_id)
        .where(
            *is_new,
            Event.listing.in_(PUBLIC_LISTINGS),
            Event.revised_at >= since,
            Event.published_at >= since,
            DocumentVersion.public_at < since,
        ),
    )
    every = union_all(*parts).subquery()
    order = every.c.released_at, every.c.id
    return session.execute(select(*every.c).order_by(*order).limit(BATCH)).all()


def _versions(released_at: ColumnElement[Any]) -> Select[Any, Any]:
    versions = select(DocumentVersion.id, released_at)
    return versions.join(Document, Document.id == DocumentVersion.document_id)


def last_notice_before(session: Session, instant: datetime) -> int:
    """Return the id of the last notice that was stored until an instant; 0 without any."""
    stored = select(func.max(Notice.id)).where(Notice.created_at <= instant)
    return session.scalar(stored) or 0


def _released_since(session: Session, now: datetime) -> datetime | None:
    """Return from when on versions may be uncollected; None if nobody has asked for documents."""
    asked = select(func.min(EmailSubscription.created_at)).where(text(IS_ABOUT_DOCUMENTS))
    first: datetime | None = session.scalar(asked)
    if first is None:
        return None
    last: datetime | None = session.scalar(
        select(Notice.created_at)
        .where(Notice.version_id.is_not(None))
        .order_by(Notice.created_at.desc())
        .limit(1)
    )
    if last is not None:
        # Not since then: beyond a full batch, there are versions that came out before it was stored.
        of_batch = Notice.created_at == last, Notice.version_id.is_not(None)
        latest = select(Notice.changed_at).where(*of_batch).order_by(Notice.id.desc())
        last = session.scalar(latest.limit(1))
    # Not after now: the clock may have been fast.
    return max(first, now - LATEST, min(last, now) - OVERLAP if last else first)


def _is_batch_open(released: Sequence[datetime], now: datetime) -> bool:
    if len(released) == BATCH:
        return False
    return now - released[-1] < QUIET and now - released[0] < LONGEST
