"""Record changes of a team in the history of its event, or of all events of a series."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Subject
from webinars.events.models import EventRole, SeriesRole
from webinars.events.roles import Role


@dataclass(frozen=True)
class RoleScope:
    """Which events a role holds for: one, or those of its series, of one owner or all."""

    event_id: int
    series_id: int | None = None
    owner_id: int | None = None


def scope_of_row(event_id: int, row: EventRole | SeriesRole) -> RoleScope:
    """Return what a stored role holds for; event_id: the event on whose page it is changed."""
    if isinstance(row, SeriesRole):
        return RoleScope(event_id, row.series_id, row.owner_id)
    return RoleScope(event_id)


def record_role(
    session: Session,
    scope: RoleScope,
    organiser_id: int,
    *,
    before: Role | None,
    after: Role | None,
) -> None:
    """Record that an account got a role on an event or its series, another one, or none any more."""
    of_series = {} if scope.series_id is None else {"owner_id": scope.owner_id}
    was, now = ({"role": role.value, **of_series} if role else {} for role in (before, after))
    record_change(
        session,
        scope.event_id,
        Subject.MEMBER,
        organiser_id,
        before=was,
        after=now,
        series_id=scope.series_id,
    )


def record_end(session: Session, event_id: int, row: EventRole | SeriesRole) -> None:
    """Record that a role ends."""
    scope = scope_of_row(event_id, row)
    record_role(session, scope, row.organiser_id, before=row.role, after=None)
