"""Record changes of a team in the history of its event."""

from sqlalchemy.orm import Session

from webinars.events.history.recording import record_change
from webinars.events.history.stored_revisions import Subject
from webinars.events.models import EventRole, SeriesRole
from webinars.events.roles import Role


def record_role(
    session: Session,
    event_id: int,
    organiser_id: int,
    *,
    before: Role | None,
    after: Role | None,
    of_series: bool = False,
) -> None:
    """Record that an account got a role on an event or its series, another one, or none any more."""
    sides = [
        {"role": role.value, "of_series": of_series} if role else {} for role in (before, after)
    ]
    was, now = sides
    record_change(session, event_id, Subject.MEMBER, organiser_id, before=was, after=now)


def record_end(session: Session, event_id: int, row: EventRole | SeriesRole) -> None:
    """Record that a role ends."""
    of_series = isinstance(row, SeriesRole)
    record_role(
        session, event_id, row.organiser_id, before=row.role, after=None, of_series=of_series
    )
