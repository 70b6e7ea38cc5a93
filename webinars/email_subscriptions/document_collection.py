"""Collect notices of documents: versions that everyone may read since the last time, a batch at a time."""

# Nothing is written where documents change. When a version is public depends on the clock alone: one that is
# uploaded and one whose embargo ends are collected alike, and what was withdrawn meanwhile is not.

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from webinars.documents.access import public_versions
from webinars.documents.models import Document, DocumentVersion
from webinars.email_subscriptions.models import (
    IS_ABOUT_DOCUMENTS,
    EmailSubscription,
    Notice,
    NoticeReason,
)

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
    rows = session.execute(
        select(DocumentVersion.id, DocumentVersion.public_at)
        .join(Document, Document.id == DocumentVersion.document_id)
        .outerjoin(Notice, Notice.version_id == DocumentVersion.id)
        .where(public_versions(now), DocumentVersion.public_at >= since, Notice.id.is_(None))
        .order_by(DocumentVersion.public_at, DocumentVersion.id)
        .limit(BATCH)
    ).all()
    if not rows or _is_batch_open([row.public_at for row in rows], now):
        return []
    return [
        Notice(
            version_id=row.id,
            reason=NoticeReason.RELEASED,
            former=[],
            changed_at=row.public_at,
            created_at=now,
        )
        for row in rows
    ]


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
    return max(first, now - LATEST, last - OVERLAP if last else first)


def _is_batch_open(released: Sequence[datetime], now: datetime) -> bool:
    if len(released) == BATCH:
        return False
    return now - released[-1] < QUIET and now - released[0] < LONGEST
