"""Resolve the token of a private link to its capability, if it was not revoked, used or expired."""

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, or_, select, true
from sqlalchemy.orm import Session

from webinars.capabilities.link_purposes import SUBJECTS, Purpose
from webinars.capabilities.models import Capability, CapabilityToken
from webinars.capabilities.tokens import digest_of
from webinars.errors import NotFoundError
from webinars.timezones import clock


@dataclass(frozen=True)
class PresentedCapability:
    """A live capability whose token was presented."""

    id: int
    purpose: Purpose
    subject_id: int
    event_id: int | None
    holder: str


_NOW = bindparam("now", type_=Capability.created_at.type)
LIVE = and_(
    Capability.revoked_at.is_(None),
    Capability.used_at.is_(None),
    # Created in the future (the clock was set back): trusted only without an expiry.
    or_(
        Capability.expires_at.is_(None),
        and_(Capability.created_at <= _NOW, Capability.expires_at > _NOW),
    ),
)
# Built once: every request for a private link runs it.
_RESOLVED = {
    purpose: select(
        Capability.id, getattr(Capability, column), Capability.event_id, Capability.holder
    )
    .join(CapabilityToken, CapabilityToken.capability_id == Capability.id)
    .where(
        CapabilityToken.digest == bindparam("digest"),
        Capability.purpose == purpose,
        LIVE,
    )
    for purpose, column in SUBJECTS.items()
}
_HOLDS = select(true()).where(Capability.id == bindparam("id"), LIVE)


def resolve_token(session: Session, purpose: Purpose, token: str) -> PresentedCapability | None:
    """Return the live capability of a token; None if unknown, of another purpose, revoked or expired."""
    values = {"digest": digest_of(purpose, token), "now": clock.now()}
    row = session.execute(_RESOLVED[purpose], values).one_or_none()
    return None if row is None else PresentedCapability(row[0], purpose, *row[1:])


def check_still_live(session: Session, capability: PresentedCapability) -> None:
    """Check, under the lock, that a presented capability was not revoked or used since.

    Raises:
        NotFoundError: "no-such-link".
    """
    if session.scalar(_HOLDS, {"id": capability.id, "now": clock.now()}) is None:
        raise NotFoundError("no-such-link")
