"""Invitation log queries: the calendar messages sent to each attendee."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from webinars.access.invitee_state import Partstat
from webinars.access.models import Invitee
from webinars.database import Base, unattached
from webinars.prepared_statements import PreparedInsert, PreparedQuery, flushed, open_connection
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, Status
from webinars.scheduling.models import Invitation, ItipMethod


class InvitationHistories:
    """Calendar messages by event and normalized address, oldest first.

    A cache for one transaction: loaded at once for a batch of messages, or per address on demand, and
    extended by what is recorded meanwhile. Call write() before the transaction commits.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_address: dict[tuple[int, str], list[Invitation]] = {}
        self._unwritten: list[Invitation] = []
        self._erased_stamps: dict[int, datetime | None] = {}

    def of(self, event_id: int, address: str) -> Sequence[Invitation]:
        """Return the calendar messages to an address about an event; empty without an address."""
        if not address:
            return ()
        if (event_id, address) not in self._by_address:
            self.read([(event_id, address)])
        return self._by_address[event_id, address]

    def erased_stamp(self, event_id: int) -> datetime | None:
        """Return the highest DTSTAMP sent about an event to addresses that are erased since."""
        if event_id not in self._erased_stamps:
            self._erased_stamps[event_id] = self._session.scalar(
                select(Invitation.created_at)
                .where(Invitation.event_id == event_id, Invitation.address == "")
                .order_by(Invitation.created_at.desc())
                .limit(1)
            )
        return self._erased_stamps[event_id]

    def begin(self, event_id: int, address: str) -> None:
        """Note that no calendar message was sent to an address, so that none is read."""
        self._by_address.setdefault((event_id, address), [])

    def read(self, pairs: Iterable[tuple[int, str]]) -> None:
        """Load the histories of events and addresses with one query."""
        new = {pair for pair in pairs if pair[1] and pair not in self._by_address}
        if not new:
            return
        self._by_address |= {pair: [] for pair in new}
        events, addresses = ({pair[index] for pair in new} for index in (0, 1))
        values = {"event_ids": sorted(events), "addresses": sorted(addresses)}
        for columns in _OF_ADDRESSES.rows(flushed(self._session), values):
            row = unattached(Invitation, dict(zip(_NAMES, columns, strict=True)))
            if (row.event_id, row.address) in new:
                self._by_address[row.event_id, row.address].append(row)

    def add(self, invitation: Invitation) -> None:
        """Add an invitation to this cache and to what write() stores."""
        self._unwritten.append(invitation)
        if invitation.address:
            self._by_address.setdefault((invitation.event_id, invitation.address), []).append(
                invitation
            )

    def write(self) -> None:
        """Store what was added, as plain rows: the unit of work takes four times as long."""
        unwritten, self._unwritten = self._unwritten, []
        if unwritten:
            rows = [{name: getattr(row, name) for name in _COLUMNS} for row in unwritten]
            _INSERT.execute(open_connection(self._session), rows)


_TABLE = Base.metadata.tables[Invitation.__tablename__]
_COLUMNS = [column.name for column in _TABLE.columns if not column.primary_key]
_NAMES = [column.name for column in _TABLE.columns]
_INSERT = PreparedInsert(lambda insert: insert(_TABLE), _COLUMNS)
_OF_ADDRESSES = PreparedQuery(
    select(*_TABLE.columns)
    .where(
        Invitation.event_id.in_(bindparam("event_ids", expanding=True)),
        Invitation.address.in_(bindparam("addresses", expanding=True)),
    )
    .order_by(Invitation.id)
)


def has_invitation(event_id: int) -> ColumnElement[bool]:
    """Return the condition that a registration is confirmed and its calendar has the invitation."""
    newest = (
        select(func.max(Invitation.id))
        .where(Invitation.event_id == event_id, Invitation.address != "")
        .group_by(Invitation.address)
    )
    addresses = select(Invitation.address).where(
        Invitation.id.in_(newest), Invitation.method == ItipMethod.REQUEST
    )
    return and_(
        Registration.event_id == event_id,
        Registration.status == Status.CONFIRMED,
        Registration.address.in_(addresses),
    )


def has_history() -> ColumnElement[bool]:
    """Return the condition that a calendar message was sent to the address of a registration."""
    return exists().where(
        Invitation.event_id == Registration.event_id, Invitation.address == Registration.address
    )


def has_open_entries(session: Session, event_id: int) -> bool:
    """Return whether a calendar has an entry of an event by e-mail."""
    newest = (
        select(func.max(Invitation.id))
        .where(Invitation.event_id == event_id, Invitation.address != "")
        .group_by(Invitation.address)
    )
    query = select(Invitation.id).where(
        Invitation.id.in_(newest), Invitation.method == ItipMethod.REQUEST
    )
    return session.scalar(query.limit(1)) is not None


def count_invitations(session: Session, event_id: int) -> int:
    """Return how many registrants have an event's invitation in their calendar."""
    query = select(func.count()).select_from(Registration).where(has_invitation(event_id))
    return session.scalar(query) or 0


def count_invitees_with_entry(session: Session, event_id: int) -> int:
    """Return how many invitees have an event in the calendar, are not registered and have not declined."""
    newest = (
        select(func.max(Invitation.id))
        .where(Invitation.event_id == event_id, Invitation.address != "")
        .group_by(Invitation.address)
    )
    addresses = select(Invitation.address).where(
        Invitation.id.in_(newest), Invitation.method == ItipMethod.REQUEST
    )
    is_registered = exists().where(
        Registration.event_id == event_id,
        Registration.address == Invitee.address,
        Registration.status.in_(ACTIVE),
    )
    query = select(func.count()).where(
        Invitee.event_id == event_id,
        Invitee.is_invited_by_calendar,
        Invitee.invited_at.is_not(None),
        Invitee.registration_id.is_(None),
        or_(Invitee.partstat.is_(None), Invitee.partstat != Partstat.DECLINED),
        Invitee.address.in_(addresses),
        ~is_registered,
    )
    return session.scalar(query) or 0


def count_invitations_by_event(session: Session, event_ids: Collection[int]) -> dict[int, int]:
    """Return count_invitations() of several events in one query; events without any are missing."""
    newest = (
        select(func.max(Invitation.id))
        .where(Invitation.event_id.in_(event_ids), Invitation.address != "")
        .group_by(Invitation.event_id, Invitation.address)
    )
    is_same = and_(
        Registration.event_id == Invitation.event_id, Registration.address == Invitation.address
    )
    query = (
        select(Registration.event_id, func.count())
        .join(Invitation, is_same)
        .where(
            Registration.event_id.in_(event_ids),
            Registration.status == Status.CONFIRMED,
            Invitation.id.in_(newest),
            Invitation.method == ItipMethod.REQUEST,
        )
        .group_by(Registration.event_id)
    )
    return {event_id: number for event_id, number in session.execute(query)}  # noqa: C416 - rows are not pairs to mypy


def invitations_of(session: Session, registration_id: int) -> Sequence[Invitation]:
    """Return the calendar messages about a registration, oldest first."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.registration_id == registration_id)
        .order_by(Invitation.id)
    ).all()


def invited_addresses(session: Session, registration_ids: Collection[int]) -> set[str]:
    """Return the addresses to which calendar messages about registrations were sent, also earlier ones."""
    return set(
        session.scalars(
            select(Invitation.address).where(
                Invitation.registration_id.in_(registration_ids), Invitation.address != ""
            )
        )
    )
