"""Check whether an address may register. The caller commits; quotas need the event lock."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.access import queries
from webinars.access.access_policy import AccessPolicy, DenialReason, LinkCredentials, denial_reason
from webinars.access.models import Invitee
from webinars.access.quota import check_quota
from webinars.errors import NotAllowedError
from webinars.events.enums import AccessMode
from webinars.events.models import Event


def check_access(
    session: Session, event: Event, *, address: str, credentials: LinkCredentials
) -> None:
    """Check whether a canonical address may register for a locked event.

    For an open event this runs no query unless a delegation nominates the address.

    Raises:
        NotAllowedError: "invited-only", "secret-link-needed", "domain-not-allowed" (facts: domains).
        ConflictError: "quota-used" (facts: quota).
    """
    is_named = credentials.delegation_id is not None
    if credentials.delegation_id is not None:
        check_quota(session, event, credentials.delegation_id)
    policy = AccessPolicy(event.access_mode, event.domains)
    if credentials.by_organiser or is_named or policy.is_open:
        return
    is_invited = credentials.invitee_id is not None and _is_invited(
        session, event, address, credentials
    )
    has_link = event.access_mode is AccessMode.SECRET_LINK and queries.is_secret_link_key(
        session, event, credentials.key
    )
    match denial_reason(
        policy, credentials, address=address, is_invited=is_invited, has_link=has_link
    ):
        case DenialReason.INVITED_ONLY:
            raise NotAllowedError("invited-only")
        case DenialReason.SECRET_LINK_NEEDED:
            raise NotAllowedError("secret-link-needed")
        case DenialReason.DOMAIN_NOT_ALLOWED:
            raise NotAllowedError("domain-not-allowed", domains=tuple(event.domains))


def _is_invited(session: Session, event: Event, address: str, credentials: LinkCredentials) -> bool:
    """Return whether a valid invitation is for this very address."""
    invitee_id = session.scalar(
        select(Invitee.id).where(
            Invitee.id == credentials.invitee_id,
            Invitee.event_id == event.id,
            Invitee.address == address,
            Invitee.invited_at.is_not(None),
        )
    )
    return invitee_id is not None
