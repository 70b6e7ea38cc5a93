"""Access checks, and erasure of invitees and delegates. The caller commits; quotas need the event lock."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from webinars.access import queries
from webinars.access.access_policy import AccessPolicy, Credentials, DenialReason, denial_reason
from webinars.access.models import Delegation, Invitee, Nomination
from webinars.access.quota import check_quota
from webinars.capabilities import revocation
from webinars.capabilities.purposes import Purpose
from webinars.errors import NotAllowedError
from webinars.events.enums import AccessMode
from webinars.events.models import Event
from webinars.outbox.enqueue import ordering_key_of
from webinars.outbox.locks import lock_messages
from webinars.outbox.message_state import mark_superseded
from webinars.outbox.models import Message, MessageState
from webinars.outbox.retention import empty
from webinars.outbox.supersession import supersede
from webinars.timezones import clock

EMAIL_TOPICS = ("invitee.invited", "delegation.invited", "delegation.summary")


def check_access(session: Session, event: Event, *, address: str, credentials: Credentials) -> None:
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


def record_registration(
    session: Session, *, credentials: Credentials, event_id: int, address: str, registration_id: int
) -> None:
    """Record that an invitee has registered; an invitation not sent yet is superseded."""
    if credentials.invitee_id is None:
        return
    invitee = session.scalar(
        select(Invitee).where(
            Invitee.id == credentials.invitee_id,
            Invitee.event_id == event_id,
            Invitee.address == address,
        )
    )
    if invitee is None:
        return
    invitee.registration_id = registration_id
    invitee.opened_at = invitee.opened_at or clock.now()
    ordering_key = ordering_key_of(event_id, address)
    supersede(
        session,
        ordering_key=ordering_key,
        topics=(queries.INVITED,),
        reason="the invitee has registered",
    )


def erase_person(
    session: Session, *, event_id: int, address: str, registration_ids: Sequence[int]
) -> None:
    """Erase a person as invitee, delegate and focal point, with the e-mails about it.

    A delegation stays for the people it named; its focal point and link are removed.
    """
    # Before their capabilities are deleted: a worker that composes these e-mails may hold those
    # rows.
    _erase_emails(session, event_id, address)
    session.execute(
        delete(Invitee).where(
            Invitee.event_id == event_id,
            or_(Invitee.address == address, Invitee.registration_id.in_(registration_ids)),
        )
    )
    session.execute(
        delete(Nomination).where(
            Nomination.event_id == event_id,
            or_(Nomination.address == address, Nomination.registration_id.in_(registration_ids)),
        )
    )
    ended = session.scalars(
        update(Delegation)
        .where(Delegation.event_id == event_id, Delegation.address == address)
        .values(
            focal_name="", focal_email="", address="", token_version=Delegation.token_version + 1
        )
        .returning(Delegation.id)
    ).all()
    if ended:
        revocation.revoke(session, (Purpose.DELEGATION,), ended)


def _is_invited(session: Session, event: Event, address: str, credentials: Credentials) -> bool:
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


def _erase_emails(session: Session, event_id: int, address: str) -> None:
    ordering_key = ordering_key_of(event_id, address)
    ours = (
        Message.event_id == event_id,
        Message.ordering_key == ordering_key,
        Message.topic.in_(EMAIL_TOPICS),
    )
    for message in lock_messages(session, *ours):
        if message.state is MessageState.QUEUED:
            mark_superseded(message, "erased at their request")
        empty(message)
    session.flush()
