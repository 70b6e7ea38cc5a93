"""Forget time zones that nobody chose: those of delegations and of the people they named.

Until now they were given the zone of the event, and e-mails called it theirs. Empty means unknown.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "unknown_zones"
down_revision: str | None = "nominations"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_EVENTS = sa.table("events", sa.column("id"), sa.column("zone"))
_DELEGATIONS = sa.table("delegations", *map(sa.column, ("id", "event_id", "zone")))
_REGISTRATIONS = sa.table("registrations", *map(sa.column, ("event_id", "delegation_id", "zone")))


def upgrade() -> None:
    """Take the step. Whoever chose another zone on their own page keeps it."""
    given = sa.select(_DELEGATIONS.c.zone).where(
        _DELEGATIONS.c.id == _REGISTRATIONS.c.delegation_id
    )
    named = _REGISTRATIONS.update().where(_REGISTRATIONS.c.zone == given.scalar_subquery())
    op.execute(named.values(zone=""))
    op.execute(_DELEGATIONS.update().values(zone=""))


def downgrade() -> None:
    """Give back the zone of the event, which the release before takes for known."""
    for table in (_DELEGATIONS, _REGISTRATIONS):
        zone = sa.select(_EVENTS.c.zone).where(_EVENTS.c.id == table.c.event_id)
        op.execute(table.update().where(table.c.zone == "").values(zone=zone.scalar_subquery()))
