"""Accounts that nobody uses: owners that lost their access, and people who never accepted an invitation."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.series_models import SeriesEditor
from webinars.timezones import clock

# Since the account was made, if its roles ended before the person signed in.
KEEP_UNUSED = timedelta(days=30)


def purge_unused_accounts(session: Session) -> None:
    """Delete accounts made for a team or series that never signed in, and have none and no event any more."""
    used = (
        exists().where(column == Organiser.id)
        for column in (
            EventRole.organiser_id,
            SeriesRole.organiser_id,
            SeriesEditor.organiser_id,
            Event.organiser_id,
        )
    )
    unused = delete(Organiser).where(
        Organiser.has_roles,
        ~Organiser.may_create_events,
        Organiser.seen_at.is_(None),
        Organiser.created_at < clock.now() - KEEP_UNUSED,
        *(~one for one in used),
    )
    session.execute(unused, execution_options={"synchronize_session": False})


def owners_without_access(session: Session) -> Sequence[tuple[str, int]]:
    """Return the address and the number of events of each disabled account that owns some."""
    rows = session.execute(
        select(Organiser.email, func.count(Event.id))
        .join(Event, Event.organiser_id == Organiser.id)
        .where(Organiser.disabled_at.is_not(None))
        .group_by(Organiser.email)
        .order_by(Organiser.email)
    )
    return [(email, number) for email, number in rows]
