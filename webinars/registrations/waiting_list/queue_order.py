"""The order of the waiting list, and the position of a registration in it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, select, text, tuple_
from sqlalchemy.orm import Session

from webinars.column_types import UtcDateTime
from webinars.pagination import MAX_ID, parse_cursor
from webinars.registrations import models
from webinars.registrations.models import Registration

# Literally, or SQLite would not use the index of the waiting list.
IS_WAITING = text(f"registrations.{models.IS_WAITING}")
# By time of joining, which organisers can change by moving a registration; ties by id.
ORDER = (Registration.queued_at, Registration.id)
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_LAST = (datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND


def waiting_before(session: Session, registration: Registration) -> int:
    """Count the waiting registrations of the same type in front of this one."""
    # Compare with literals: positions moved in the queue differ by microseconds.
    position = tuple_(*ORDER)
    return (
        session.scalar(
            select(func.count()).where(
                Registration.event_id == registration.event_id,
                IS_WAITING,
                Registration.registration_type_id.is_not_distinct_from(
                    registration.registration_type_id
                ),
                position
                < tuple_(literal(registration.queued_at, UtcDateTime()), literal(registration.id)),
            )
        )
        or 0
    )


def cursor_key(queued_at: datetime | None, registration_id: int) -> tuple[int, int]:
    """Return what the cursor of the page after a registration holds."""
    since = (queued_at or _EPOCH) - _EPOCH
    return since // _MICROSECOND, registration_id


def after_cursor(after: str) -> ColumnElement[bool]:
    """Return the condition of the registrations after a cursor.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    micros, last_id = parse_cursor(after, (_LAST, MAX_ID))
    last = literal(_EPOCH + micros * _MICROSECOND, UtcDateTime())
    return tuple_(*ORDER) > tuple_(last, literal(last_id))


def waiting_queue(
    session: Session, event_id: int, limit: int | None = None
) -> list[tuple[int, int | None]]:
    """Return the id and type of each waiting registration, in order."""
    rows = session.execute(
        select(Registration.id, Registration.registration_type_id)
        .where(Registration.event_id == event_id, IS_WAITING)
        .order_by(*ORDER)
        .limit(limit)
    )
    return [(registration_id, type_id) for registration_id, type_id in rows]
