"""Queries of the members of an event: its owner, and those with a role on it or its series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webinars.accounts.models import Organiser
from webinars.errors import NotFoundError
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.role_assignments import covers_event
from webinars.events.roles import Role, strongest_role


@dataclass(frozen=True)
class Member:
    """An account with a role on an event; of_series: the row of one on the series."""

    account: Organiser
    role: Role
    of_series: SeriesRole | None = None
    given_at: datetime | None = None

    @property
    def has_accepted(self) -> bool:
        """Return whether the person was here since they got the role; owners need not."""
        seen_at = self.account.seen_at
        return self.given_at is None or (seen_at is not None and seen_at >= self.given_at)

    @property
    def name(self) -> str:
        """Return their name; until they accept, their address, so that adding one tells nothing of them."""
        return self.account.name if self.has_accepted else self.account.email


def owner_and_members(session: Session, event: Event) -> list[Member]:
    """Return the owner of an event, which must be loaded with it, and its members."""
    return [Member(event.organiser, Role.OWNER), *members(session, event)]


def members(session: Session, event: Event) -> list[Member]:
    """Return the members of an event, the strongest role first, then by name."""
    of_event = session.scalars(
        select(EventRole)
        .options(joinedload(EventRole.organiser))
        .where(EventRole.event_id == event.id)
    )
    some = [Member(row.organiser, row.role, given_at=row.given_at) for row in of_event]
    some += [
        Member(row.organiser, row.role, of_series=row, given_at=row.given_at)
        for row in series_roles(session, event)
    ]
    order = list(Role)
    some.sort(key=lambda one: (order.index(one.role), one.name.casefold(), one.account.id))
    return some


def series_roles(session: Session, event: Event) -> Sequence[SeriesRole]:
    """Return the roles on an event's series that cover it."""
    if event.series_id is None:
        return ()
    return session.scalars(
        select(SeriesRole)
        .options(joinedload(SeriesRole.organiser))
        .join(Event, covers_event())
        .where(Event.id == event.id)
        .order_by(SeriesRole.id)
    ).all()


def member_role(session: Session, event: Event, organiser_id: int) -> Role:
    """Return the strongest role that an account has as a member.

    Raises:
        NotFoundError: "no-such-member".
    """
    roles = [one.role for one in members(session, event) if one.account.id == organiser_id]
    if not roles:
        raise NotFoundError("no-such-member")
    return strongest_role(roles)
