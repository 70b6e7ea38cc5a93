"""The participants that a delegation has named, for its focal point."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, desc, select
from sqlalchemy.orm import Session

from webinars.access.models import Nomination
from webinars.access.queries import REGISTRATIONS
from webinars.access.quota import USES_QUOTA
from webinars.events.models import RegistrationType


@dataclass(frozen=True)
class DelegateRow:
    """One nomination as its focal point sees it: the person as named, and whether it is active.

    Not the status of the registration: that would reveal who had registered before or was removed.
    """

    id: int
    name: str
    email: str
    registration_type: str | None
    is_named: bool


def delegates(session: Session, delegation_id: int) -> Sequence[DelegateRow]:
    """Return a delegation's nominations, inactive ones last."""
    rows = session.execute(
        select(
            Nomination.id,
            Nomination.name,
            Nomination.email,
            RegistrationType.name,
            case((USES_QUOTA, True), else_=False).label("is_named"),
        )
        .join(REGISTRATIONS, REGISTRATIONS.c.id == Nomination.registration_id)
        .outerjoin(RegistrationType, RegistrationType.id == Nomination.registration_type_id)
        .where(Nomination.delegation_id == delegation_id)
        .order_by(desc("is_named"), Nomination.id)
    )
    return [DelegateRow(*row) for row in rows]
