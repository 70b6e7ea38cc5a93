"""How many participants a delegation may name, and how many it has named."""

from collections.abc import Collection

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from webinars.access.models import Delegation, Nomination
from webinars.access.queries import REGISTRATIONS
from webinars.errors import ConflictError, NotFoundError
from webinars.events.models import Event

MAX_QUOTA = 10_000
# Registrations in these states do not use the quota of a delegation.
QUOTA_IS_FREE = ("cancelled", "refused")
# Of a registration that ended because its person attends at another time of the webinar instead.
MOVED = "moved-to-another-time"
# A nomination counts until it is withdrawn or the registration that it created has ended. It goes on counting
# for who has changed to another time, or each of them could be replaced by one more.
USES_QUOTA = and_(
    Nomination.withdrawn_at.is_(None),
    or_(
        Nomination.made_registration.is_(False),
        REGISTRATIONS.c.status.not_in(QUOTA_IS_FREE),
        REGISTRATIONS.c.cancel_reason == MOVED,
    ),
)


def quota_left(quota: int | None, used: int) -> int | None:
    """Return how many people a delegation may still nominate; None is unlimited."""
    return None if quota is None else max(0, quota - used)


def nomination_count(session: Session, delegation_id: int) -> int:
    """Count the people who use a delegation's quota."""
    return nomination_counts(session, [delegation_id]).get(delegation_id, 0)


def nomination_counts(session: Session, delegation_ids: Collection[int]) -> dict[int, int]:
    """Count the people who use the quota of each delegation, in one query.

    A person who was removed, nominated again and restored has two active nominations but uses one
    place.
    """
    if not delegation_ids:
        return {}
    rows = session.execute(
        select(Nomination.delegation_id, func.count(Nomination.address.distinct()))
        .join(REGISTRATIONS, REGISTRATIONS.c.id == Nomination.registration_id)
        .where(Nomination.delegation_id.in_(delegation_ids), USES_QUOTA)
        .group_by(Nomination.delegation_id)
    )
    return {delegation_id: count for delegation_id, count in rows}  # noqa: C416 - rows are not pairs to mypy


def check_quota(session: Session, event: Event, delegation_id: int) -> None:
    """Check that a delegation of the event may nominate one more; counted under the event's lock.

    Raises:
        NotFoundError: "no-such-delegation", also if the event accepts no delegations.
        ConflictError: "quota-used" (facts: quota).
    """
    delegation = session.execute(
        select(Delegation.id, Delegation.quota).where(
            Delegation.id == delegation_id, Delegation.event_id == event.id
        )
    ).one_or_none()
    if delegation is None or not event.accepts_delegations:
        raise NotFoundError("no-such-delegation")
    quota = delegation.quota
    if quota is not None and quota_left(quota, nomination_count(session, delegation.id)) == 0:
        raise ConflictError("quota-used", quota=quota)
