"""Revisions of one event with the people that they name, for its organisers, page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from webinars.accounts.models import Organiser
from webinars.events.history.stored_revisions import Revision, Subject
from webinars.pagination import Page, page_of, parse_cursor
from webinars.registrations.models import Registration

PAGE_LENGTH = 30


@dataclass(frozen=True)
class Account:
    """An account that made a change, or is on the team."""

    id: int
    name: str
    email: str
    seen_at: datetime | None

    @classmethod
    def of(cls, row: Organiser | None) -> Self | None:
        """Return the account of a row, if there is one."""
        return cls(row.id, row.name, row.email, row.seen_at) if row else None


@dataclass(frozen=True)
class RecordedChange:
    """A revision; by is empty for the program.

    registrant is the name of the person, empty once erased; member is empty for a deleted account.
    """

    id: int
    subject: Subject
    subject_id: int
    changed_at: datetime
    values: dict[str, Any]
    previous: dict[str, Any]
    by: Account | None
    registrant: str
    member: Account | None

    @property
    def is_new(self) -> bool:
        """Return whether the subject was added."""
        return not self.previous

    @property
    def is_removed(self) -> bool:
        """Return whether the subject was removed."""
        return not self.values

    @property
    def before(self) -> dict[str, Any]:
        """Return all values of before the change; empty for a new subject."""
        return self.values | self.previous if self.previous else {}


def event_history(
    session: Session, event_id: int, after: str = "", limit: int = PAGE_LENGTH
) -> Page[RecordedChange]:
    """Return a page of an event's revisions, newest first, in one statement.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    member = aliased(Organiser)
    statement = (
        select(Revision, Organiser, Registration.name, member)
        .outerjoin(Organiser, Organiser.id == Revision.organiser_id)
        .outerjoin(
            Registration,
            (Revision.subject == Subject.REGISTRATION) & (Registration.id == Revision.subject_id),
        )
        .outerjoin(
            member, (Revision.subject == Subject.MEMBER) & (member.id == Revision.subject_id)
        )
        .where(Revision.event_id == event_id)
        .order_by(Revision.id.desc())
        .limit(limit + 1)
    )
    if after:
        [last_id] = parse_cursor(after)
        statement = statement.where(Revision.id < last_id)
    rows = [_change(*row) for row in session.execute(statement)]
    return page_of(rows, limit, lambda change: (change.id,))


def _change(
    row: Revision, by: Organiser | None, registrant: str | None, member: Organiser | None
) -> RecordedChange:
    return RecordedChange(
        id=row.id,
        subject=row.subject,
        subject_id=row.subject_id,
        changed_at=row.changed_at,
        values=row.values,
        previous=row.previous,
        by=Account.of(by),
        registrant=registrant or "",
        member=Account.of(member),
    )
