"""Who gets a message: the filter, its statement, the number of recipients and some of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, Status

MOST_PREVIEWS = 3
# Among so many registrants, the oldest, those are chosen that differ in language and time zone.
_PREVIEWED_AMONG = 200


@dataclass(frozen=True)
class Audience:
    """Which registrants get a message."""

    statuses: tuple[Status, ...] = (Status.CONFIRMED,)

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> Self:
        """Return the filter of a stored message."""
        return cls(statuses=tuple(Status(status) for status in stored["statuses"]))

    def stored(self) -> dict[str, Any]:
        """Return the filter as JSON."""
        return {"statuses": [status.value for status in self.statuses]}

    def includes(self, registration: Registration) -> bool:
        """Return whether a registration is still to get the message, by what its row says."""
        return registration.erased_at is None and registration.status in self.statuses

    def condition(self, event_id: int) -> ColumnElement[bool]:
        """Return the condition of the registrations of an event that get the message."""
        return and_(
            Registration.event_id == event_id,
            Registration.erased_at.is_(None),
            Registration.status.in_(self.statuses),
        )


STATUSES = ACTIVE


def count_recipients(session: Session, event_id: int, audience: Audience) -> int:
    """Count the recipients of a message, in one statement."""
    return session.scalar(select(func.count()).where(audience.condition(event_id))) or 0


def previewed_ids(session: Session, event_id: int, audience: Audience) -> list[int]:
    """Return up to three recipients, in different languages and time zones if there are such."""
    rows = session.execute(
        select(Registration.id, Registration.language, Registration.timezone)
        .where(audience.condition(event_id))
        .order_by(Registration.id)
        .limit(_PREVIEWED_AMONG)
    ).all()
    chosen: list[int] = []
    # First by language, then by time zone, then whoever is left.
    for column in ("language", "timezone", "id"):
        shown = {getattr(row, column) for row in rows if row.id in chosen}
        for row in rows:
            value = getattr(row, column)
            if value not in shown and row.id not in chosen and len(chosen) < MOST_PREVIEWS:
                chosen.append(row.id)
                shown.add(value)
    return sorted(chosen)


def next_recipients(
    session: Session,
    event_id: int,
    audience: Audience,
    *,
    after: int,
    limit: int,
    leaving_out: Collection[ColumnElement[bool]] = (),
) -> Sequence[tuple[int, str]]:
    """Return id and canonical address of the recipients that follow an id, in order of id."""
    rows = session.execute(
        select(Registration.id, Registration.address)
        .where(audience.condition(event_id), Registration.id > after)
        .where(*leaving_out)
        .order_by(Registration.id)
        .limit(limit)
    )
    return [(registration_id, address) for registration_id, address in rows]
