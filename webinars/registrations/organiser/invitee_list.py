"""Lists of invitees with the state of their registration, for organisers."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from webinars.access.invitee_state import InviteeState, Partstat, invitee_state
from webinars.access.models import Invitee
from webinars.events.enums import normalize_for_search
from webinars.pagination import Page, page_of, parse_cursor
from webinars.registrations.models import Registration
from webinars.registrations.status import Status

PAGE_LENGTH = 50
BATCH = 500
# Registered with the personal link, or in another way with the invited address.
_BY_LINK = aliased(Registration)
_BY_ADDRESS = aliased(Registration)
_STATUS: ColumnElement[Status | None] = func.coalesce(_BY_LINK.status, _BY_ADDRESS.status)


@dataclass(frozen=True)
class InvitedPerson:
    """One invitee as the organiser sees them; status is that of their registration, if any."""

    id: int
    name: str
    email: str
    language: str
    token_version: int
    invited_at: datetime | None
    opened_at: datetime | None
    partstat: Partstat | None
    replied_at: datetime | None
    reminded_at: datetime | None
    status: Status | None

    @property
    def state(self) -> InviteeState:
        """Return the invitee's progress."""
        return invitee_state(
            was_invited=self.invited_at is not None,
            was_withdrawn=self.invited_at is None and self.token_version > 1,
            was_opened=self.opened_at is not None,
            is_registered=self.status is not None,
            partstat=self.partstat,
        )


@dataclass(frozen=True)
class InviteeCounts:
    """Invitees counted by progress; those without a reply may have opened the link."""

    listed: int = 0
    invited: int = 0
    opened: int = 0
    registered: int = 0
    without_reply: int = 0
    accepted: int = 0
    tentative: int = 0
    declined: int = 0


class InviteeFilter(StrEnum):
    """Which invitees a list shows. ACCEPTED: by their calendar, without a registration that came of it."""

    NO_REPLY = "no-reply"
    REGISTERED = "registered"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    NOT_INVITED = "not-invited"


# Of InviteeCounts, the last four.
_COUNTED = (
    InviteeFilter.NO_REPLY,
    InviteeFilter.ACCEPTED,
    InviteeFilter.TENTATIVE,
    InviteeFilter.DECLINED,
)


def invited_people(
    session: Session,
    event_id: int,
    q: str = "",
    after: str = "",
    limit: int = PAGE_LENGTH,
    *,
    only: InviteeFilter | None = None,
    ids: Collection[int] | None = None,
) -> Page[InvitedPerson]:
    """Return a page of an event's invitees, newest first; only: those of one progress; ids: some of them.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    statement = _invited_people(event_id).order_by(Invitee.id.desc()).limit(limit + 1)
    if after:
        [last] = parse_cursor(after)
        statement = statement.where(Invitee.id < last)
    if only is not None:
        statement = statement.where(_progress(only))
    if ids is not None:
        statement = statement.where(Invitee.id.in_(ids))
    if q:
        statement = statement.where(_matches(q))
    rows = [InvitedPerson(*row) for row in session.execute(statement)]
    return page_of(rows, limit, lambda row: (row.id,))


def all_invited_people(session: Session, event_id: int) -> Iterator[InvitedPerson]:
    """Yield an event's invitees, oldest first; no transaction stays open between two batches."""
    after = 0
    while True:
        statement = _invited_people(event_id).where(Invitee.id > after)
        rows = session.execute(statement.order_by(Invitee.id).limit(BATCH)).all()
        session.rollback()
        yield from (InvitedPerson(*row) for row in rows)
        if len(rows) < BATCH:
            return
        after = rows[-1].id


def invitee_counts(session: Session, event_id: int) -> InviteeCounts:
    """Count an event's invitees by progress, in one query."""
    registered = _STATUS.is_not(None)
    invited = and_(Invitee.invited_at.is_not(None), ~registered)
    row = session.execute(
        _joined(
            select(
                func.count(),
                func.count().filter(invited),
                func.count().filter(invited, Invitee.opened_at.is_not(None)),
                func.count().filter(registered),
                *(func.count().filter(_progress(only)) for only in _COUNTED),
            ),
            event_id,
        )
    ).one()
    return InviteeCounts(*row)


def _progress(only: InviteeFilter) -> ColumnElement[bool]:
    """Return the condition that an invitee is at a progress, as invitee_state() decides it."""
    is_registered, is_invited = _STATUS.is_not(None), Invitee.invited_at.is_not(None)
    match only:
        case InviteeFilter.REGISTERED:
            return is_registered
        case InviteeFilter.NOT_INVITED:
            return and_(~is_registered, ~is_invited)
        case InviteeFilter.NO_REPLY:
            return and_(~is_registered, is_invited, Invitee.partstat.is_(None))
    return and_(~is_registered, is_invited, Invitee.partstat == Partstat(only))


def _invited_people(event_id: int) -> Select[*tuple[Any, ...]]:
    return _joined(
        select(
            Invitee.id,
            Invitee.name,
            Invitee.email,
            Invitee.language,
            Invitee.token_version,
            Invitee.invited_at,
            Invitee.opened_at,
            Invitee.partstat,
            Invitee.replied_at,
            Invitee.reminded_at,
            _STATUS,
        ),
        event_id,
    )


def _joined(statement: Select[*tuple[Any, ...]], event_id: int) -> Select[*tuple[Any, ...]]:
    return (
        statement.select_from(Invitee)
        .outerjoin(
            _BY_LINK,
            and_(_BY_LINK.id == Invitee.registration_id, _BY_LINK.erased_at.is_(None)),
        )
        .outerjoin(
            _BY_ADDRESS,
            and_(
                _BY_ADDRESS.event_id == Invitee.event_id,
                _BY_ADDRESS.address == Invitee.address,
                _BY_ADDRESS.status != Status.CANCELLED,
            ),
        )
        .where(Invitee.event_id == event_id)
    )


def _matches(q: str) -> ColumnElement[bool]:
    # SQLite folds case in ASCII only, so the usual capitalisations are all tried.
    spellings = {q, q.casefold(), q.upper(), q.title()}
    return or_(
        Invitee.address.contains(normalize_for_search(q), autoescape=True),
        *(Invitee.name.icontains(spelling, autoescape=True) for spelling in sorted(spellings)),
    )
