"""The order of the waiting list, and the position of a registration in it."""

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import Session

from webinars.database import UtcDateTime
from webinars.registrations.models import Registration
from webinars.registrations.status import Status

# By time of joining, which organisers can change by moving a registration; ties by id.
ORDER = (Registration.queued_at, Registration.id)


def waiting_before(session: Session, registration: Registration) -> int:
    """Count the waiting registrations of the same type in front of this one."""
    # Compare with literals: positions moved in the queue differ by microseconds.
    position = tuple_(*ORDER)
    return (
        session.scalar(
            select(func.count()).where(
                Registration.event_id == registration.event_id,
                Registration.status == Status.WAITING,
                Registration.registration_type_id.is_not_distinct_from(
                    registration.registration_type_id
                ),
                position
                < tuple_(literal(registration.queued_at, UtcDateTime()), literal(registration.id)),
            )
        )
        or 0
    )


def waiting_queue(
    session: Session, event_id: int, limit: int | None = None
) -> list[tuple[int, int | None]]:
    """Return the id and type of each waiting registration, in order."""
    rows = session.execute(
        select(Registration.id, Registration.registration_type_id)
        .where(Registration.event_id == event_id, Registration.status == Status.WAITING)
        .order_by(*ORDER)
        .limit(limit)
    )
    return [(registration_id, type_id) for registration_id, type_id in rows]
