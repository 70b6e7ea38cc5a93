"""Record in the history of an event what organisers do with registrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Revision, Subject
from webinars.events.history.values import stored_value
from webinars.registrations.models import Registration

# No personal data: who it is of is read when the history is shown, as long as they have not erased it.
_NAMES = ("status", "cancel_reason", "registration_type_id", "ends_at")


@dataclass(frozen=True)
class OrganisersChange:
    """What an organiser changed on a registration: the values that differ; by is empty for the system."""

    by: str
    changed_at: datetime
    before: dict[str, Any]
    after: dict[str, Any]


@contextmanager
def recording_changes(session: Session, registration: Registration) -> Iterator[None]:
    """Record what a block changes on a registration; nothing if it raises."""
    before = _values(registration)
    yield
    _record(session, registration, before)


def record_new(session: Session, registrations: list[Registration]) -> None:
    """Record that an organiser has registered people."""
    for registration in registrations:
        _record(session, registration, {})


def recorded_changes(session: Session, registration: Registration) -> list[OrganisersChange]:
    """Return what organisers did with a registration, newest first, for its export."""
    rows = session.execute(
        select(
            Revision.changed_at,
            Revision.previous,
            Revision.values,
            func.coalesce(func.nullif(Organiser.name, ""), Organiser.email),
        )
        .outerjoin(Organiser, Organiser.id == Revision.organiser_id)
        .where(
            Revision.event_id == registration.event_id,
            Revision.subject == Subject.REGISTRATION,
            Revision.subject_id == registration.id,
        )
        .order_by(Revision.id.desc())
    )
    return [
        OrganisersChange(
            by=by or "",
            changed_at=changed_at,
            before=previous,
            after={name: values[name] for name in previous or values},
        )
        for changed_at, previous, values, by in rows
    ]


def _record(session: Session, registration: Registration, before: dict[str, Any]) -> None:
    record_change(
        session,
        registration.event_id,
        Subject.REGISTRATION,
        registration.id,
        before=before,
        after=_values(registration),
    )


def _values(registration: Registration) -> dict[str, Any]:
    return {name: stored_value(getattr(registration, name)) for name in _NAMES}
