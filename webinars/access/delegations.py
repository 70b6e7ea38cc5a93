"""Organiser actions on delegations: add, change, withdraw, resend the link."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from webinars.access import limits, queries
from webinars.access.models import Delegation, Nomination
from webinars.access.pasted_delegations import DelegationLine
from webinars.access.quota import MAX_QUOTA, nomination_count
from webinars.capabilities import link_creation, link_revocation
from webinars.capabilities.link_purposes import Purpose
from webinars.errors import ConflictError, InvalidInputError, WebinarsError
from webinars.events.enums import EventState
from webinars.events.locks import lock_event
from webinars.events.models import Event
from webinars.outbox.email_budgets import is_spent
from webinars.outbox.enqueue import enqueue, ordering_key_of
from webinars.outbox.supersession import supersede
from webinars.security import email_addresses
from webinars.security.text_input import clean_name
from webinars.timezones import clock

INVITED = "delegation.invited"
SUMMARY = "delegation.summary"


def add_delegation(
    session: Session,
    *,
    event_id: int,
    name: str,
    focal_name: str,
    focal_email: str,
    quota: int | None,
    language: str,
) -> Delegation:
    """Add a delegation to an event and e-mail its focal point the nomination link.

    An identical delegation is not added again and its focal point not e-mailed.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "no-delegations", "not-published", "event-over", "too-many-delegations" (facts: most).
        InvalidInputError: "not-an-address", "quota-too-small", and those of security.text_input.clean_name.
    """
    values = _validated(name, focal_name, focal_email, quota)
    _open_event(session, event_id)
    delegations = queries.delegations_of(session, event_id)
    existing = next(
        (delegation for delegation in delegations if _is_unchanged(delegation, values)), None
    )
    if existing is not None:
        return existing
    if len(delegations) >= limits.MAX_DELEGATIONS:
        raise ConflictError("too-many-delegations", most=limits.MAX_DELEGATIONS)
    return _add(session, event_id, values, language)


@dataclass(frozen=True)
class AddedDelegations:
    """How many delegations of a list are new, and how many existed."""

    new: int
    before: int


class DelegationLineError(Exception):
    """Refusal of one line of a list, with its index."""

    def __init__(self, index: int, refusal: WebinarsError) -> None:
        super().__init__(index, refusal)
        self.index = index
        self.refusal = refusal


def add_delegations(
    session: Session, *, event_id: int, wanted: Sequence[DelegationLine], language: str
) -> AddedDelegations:
    """Add the delegations of a list, all or none, and e-mail every focal point the link.

    Those that exist, by name and focal point, stay as they are and are not e-mailed.

    Raises:
        NotFoundError, ConflictError: as of add_delegation().
        DelegationLineError: one of them is refused: "delegation-exists" for one of the same name with another
            focal point, and the InvalidInputErrors of add_delegation(); "too-many-emails" where the budget of
            one focal point is spent already. E-mails past the budget wait for the next hour.
    """
    _open_event(session, event_id)
    delegations = queries.delegations_of(session, event_id)
    new = [line for line in wanted if not is_existing(delegations, line)]
    if len(delegations) + len(new) > limits.MAX_DELEGATIONS:
        raise ConflictError("too-many-delegations", most=limits.MAX_DELEGATIONS)
    for line in new:
        try:
            check_name_available(delegations, line)
            values = _validated(line.name, line.focal_name, line.focal_email, line.quota)
            _add(session, event_id, values, language)
        except InvalidInputError as refusal:
            raise DelegationLineError(wanted.index(line), refusal) from refusal
    return AddedDelegations(len(new), len(wanted) - len(new))


def is_existing(delegations: Sequence[Delegation], line: DelegationLine) -> bool:
    """Return whether the event has a delegation of a list, by name and focal point."""
    return any(
        (delegation.name.casefold(), delegation.address) == line.key for delegation in delegations
    )


def check_name_available(delegations: Sequence[Delegation], line: DelegationLine) -> None:
    """Refuse a delegation whose name is taken by one with another focal point.

    Raises:
        InvalidInputError: "delegation-exists".
    """
    if line.name.casefold() in {delegation.name.casefold() for delegation in delegations}:
        raise InvalidInputError("delegation-exists")


def _add(session: Session, event_id: int, values: dict[str, Any], language: str) -> Delegation:
    delegation = Delegation(
        event_id=event_id,
        language=language,
        token_version=1,
        created_at=clock.now(),
        **values,
    )
    session.add(delegation)
    session.flush()
    _write(session, delegation)
    return delegation


def change_delegation(
    session: Session,
    *,
    event_id: int,
    delegation_id: int,
    name: str,
    focal_name: str,
    focal_email: str,
    quota: int | None,
) -> Delegation:
    """Change a delegation; a new focal point gets a link, and the old one's link is revoked.

    Raises:
        NotFoundError: "no-such-event", "no-such-delegation", also for one of another event.
        ConflictError: "quota-below-nominations" (facts: named), and as of add_delegation().
        InvalidInputError: as of add_delegation().
    """
    values = _validated(name, focal_name, focal_email, quota)
    _open_event(session, event_id)
    delegation = queries.delegation_of_event(session, event_id, delegation_id)
    named = nomination_count(session, delegation_id)
    if quota is not None and quota < named:
        raise ConflictError("quota-below-nominations", named=named)
    before = delegation.address
    for column, value in values.items():
        setattr(delegation, column, value)
    if delegation.address != before:
        delegation.token_version += 1
        link_revocation.revoke_links(session, (Purpose.DELEGATION,), [delegation.id])
        ordering_key = ordering_key_of(event_id, before)
        supersede(
            session,
            ordering_key=ordering_key,
            topics=(INVITED, SUMMARY),
            reason="the focal point was replaced",
        )
        _write(session, delegation)
    session.flush()
    return delegation


def withdraw_delegation(session: Session, *, event_id: int, delegation_id: int) -> None:
    """Withdraw a delegation: its link is revoked, and nobody is notified.

    Its delegates keep their registrations, and the row stays for them, without a focal point.

    Raises:
        NotFoundError: "no-such-event", "no-such-delegation", also for one of another event.
    """
    lock_event(session, event_id)
    delegation = queries.delegation_of_event(session, event_id, delegation_id)
    ordering_key = ordering_key_of(event_id, delegation.address)
    supersede(
        session,
        ordering_key=ordering_key,
        topics=(INVITED, SUMMARY),
        reason="the delegation was withdrawn",
    )
    if queries.has_nominations(session, delegation_id):
        delegation.focal_name = delegation.focal_email = delegation.address = ""
        delegation.token_version += 1
        link_revocation.revoke_links(session, (Purpose.DELEGATION,), [delegation.id])
    else:
        session.delete(delegation)
    session.flush()


def resend_focal_point_link(session: Session, *, event_id: int, delegation_id: int) -> Delegation:
    """E-mail a focal point the link again.

    Raises:
        NotFoundError: "no-such-event", "no-such-delegation", also for one of another event.
        ConflictError: "no-delegations", "not-published", "event-over", "no-focal-point".
        InvalidInputError: "too-many-emails".
    """
    _open_event(session, event_id)
    delegation = queries.delegation_of_event(session, event_id, delegation_id)
    if not delegation.address:
        raise ConflictError("no-focal-point")
    _write(session, delegation)
    return delegation


def record_nomination(
    session: Session,
    delegation: Delegation,
    *,
    name: str,
    email: str,
    registration_type_id: int | None,
    registration_id: int,
    made_registration: bool,
) -> Nomination:
    """Record a nomination as the focal point entered it."""
    email = email_addresses.clean_address(email)
    nomination = Nomination(
        event_id=delegation.event_id,
        delegation_id=delegation.id,
        registration_id=registration_id,
        made_registration=made_registration,
        registration_type_id=registration_type_id,
        name=clean_name(name, longest=limits.NAME_LENGTH, least=1),
        email=email,
        address=email_addresses.normalize_address(email),
        created_at=clock.now(),
    )
    session.add(nomination)
    session.flush()
    return nomination


def enqueue_summary(session: Session, delegation: Delegation, nomination_ids: list[int]) -> None:
    """Enqueue one e-mail to the focal point that lists the new nominations."""
    _enqueue(session, SUMMARY, delegation, {"nomination_ids": nomination_ids})


def _validated(name: str, focal_name: str, focal_email: str, quota: int | None) -> dict[str, Any]:
    if quota is not None and not 1 <= quota <= MAX_QUOTA:
        raise InvalidInputError("quota-too-small", most=MAX_QUOTA)
    email = email_addresses.clean_address(focal_email)
    return {
        "name": clean_name(name, longest=limits.NAME_LENGTH, least=1),
        "focal_name": clean_name(focal_name, longest=limits.NAME_LENGTH, least=1),
        "focal_email": email,
        "address": email_addresses.normalize_address(email),
        "quota": quota,
    }


def _is_unchanged(delegation: Delegation, values: dict[str, Any]) -> bool:
    return all(getattr(delegation, column) == value for column, value in values.items())


def _open_event(session: Session, event_id: int) -> Event:
    event = lock_event(session, event_id)
    if not event.accepts_delegations:
        raise ConflictError("no-delegations")
    if event.state is not EventState.PUBLISHED:
        raise ConflictError("not-published")
    if event.ends_at <= clock.now():
        raise ConflictError("event-over")
    return event


def _write(session: Session, delegation: Delegation) -> None:
    if is_spent(session, event_id=delegation.event_id, email=delegation.focal_email):
        raise InvalidInputError("too-many-emails")
    link_creation.ensure_links(session, Purpose.DELEGATION, [(delegation.id, delegation.event_id)])
    _enqueue(session, INVITED, delegation, {})


def _enqueue(session: Session, topic: str, delegation: Delegation, more: dict[str, Any]) -> None:
    payload = {"delegation_id": delegation.id, "token_version": delegation.token_version, **more}
    ordering_key = ordering_key_of(delegation.event_id, delegation.address)
    enqueue(
        session, topic, payload=payload, ordering_key=ordering_key, event_id=delegation.event_id
    )
