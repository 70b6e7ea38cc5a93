"""Revisions of one event with the people that they name, for its organisers, page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Select, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from webinars.accounts.models import Organiser
from webinars.events.history.stored_revisions import Revision, Subject, covered_owner_id
from webinars.events.models import Event
from webinars.pagination import Page, page_of, parse_cursor
from webinars.registrations.models import Registration

PAGE_LENGTH = 30


@dataclass(frozen=True)
class ActingAccount:
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
class RecordedRevision:
    """A revision; by is empty for the program.

    is_of_series: of a role on the series. registrant is the name of the person, empty once erased; member is
    empty for a deleted account.
    """

    id: int
    subject: Subject
    subject_id: int
    is_of_series: bool
    changed_at: datetime
    values: dict[str, Any]
    previous: dict[str, Any]
    by: ActingAccount | None
    registrant: str
    member: ActingAccount | None

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
    session: Session, event: Event, after: str = "", limit: int = PAGE_LENGTH
) -> Page[RecordedRevision]:
    """Return a page of an event's revisions, newest first, in one statement.

    Roles on its series that cover the event are among them, whichever event they were given on.

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
        .where(Revision.id.in_(_ids(event, after, limit + 1)))
        .order_by(Revision.id.desc())
        .limit(limit + 1)
    )
    rows = [_change(*row) for row in session.execute(statement)]
    return page_of(rows, limit, lambda change: (change.id,))


def _ids(event: Event, after: str, most: int) -> Select[int]:
    """Return the newest revisions, those of the event and those of its series: each a range of an index."""
    owner_id = covered_owner_id()
    covers = or_(owner_id.is_(None), owner_id == event.organiser_id)
    ranges = [[Revision.event_id == event.id]]
    if event.series_id is not None:
        of_series = Revision.series_id == event.series_id
        ranges.append([of_series, Revision.event_id != event.id, covers])
    last = [Revision.id < parse_cursor(after)[0]] if after else []
    parts = [
        select(Revision.id)
        .where(*conditions, *last)
        .order_by(Revision.id.desc())
        .limit(most)
        .subquery()
        for conditions in ranges
    ]
    ids = union_all(*map(select, parts)).subquery().c.id
    return select(ids).order_by(ids.desc()).limit(most)


def _change(
    row: Revision, by: Organiser | None, registrant: str | None, member: Organiser | None
) -> RecordedRevision:
    return RecordedRevision(
        id=row.id,
        subject=row.subject,
        subject_id=row.subject_id,
        is_of_series=row.series_id is not None,
        changed_at=row.changed_at,
        values=row.values,
        previous=row.previous,
        by=ActingAccount.of(by),
        registrant=registrant or "",
        member=ActingAccount.of(member),
    )
