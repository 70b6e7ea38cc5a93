"""An address that is registered already: its registration, its first e-mail again, whether it may return."""

# Every function that creates or reactivates a registration calls existing_registration() under the
# event's lock, which a test checks in the source. A removed registration is returned like any other,
# so that no response reveals the removal: only the e-mail does.

from collections.abc import Collection

from sqlalchemy.orm import Session

from webinars.access.access_check import check_access
from webinars.access.access_policy import LinkCredentials
from webinars.access.queries import invitation_to
from webinars.errors import ConflictError, NotAllowedError, NotFoundError
from webinars.events.models import Event
from webinars.outbox.enqueue import ordering_key_of
from webinars.outbox.recently_queued import was_just_queued
from webinars.registrations import queries
from webinars.registrations.models import Registration
from webinars.registrations.notifications import FIRST_EMAILS, notify_registrant
from webinars.registrations.status import Status


def existing_registration(
    session: Session, event: Event, *, address: str, credentials: LinkCredentials
) -> Registration | None:
    """Return the registration an address already has at a locked event; None if it may get one.

    This includes removed ones: only restoring makes them count again.

    Raises:
        NotAllowedError, ConflictError, NotFoundError: as of access.access_check.check_access().
    """
    check_access(session, event, address=address, credentials=credentials)
    return queries.known_registration(session, event.id, address)


def existing_registrations(
    session: Session, events: Collection[Event], *, address: str
) -> dict[int, Registration]:
    """Return the registrations that an address already has at locked events, as above, by event.

    Raises:
        NotAllowedError: as of access.access_check.check_access(), without credentials.
    """
    for event in events:
        check_access(session, event, address=address, credentials=LinkCredentials())
    return queries.known_registrations(session, [event.id for event in events], address)


def credentials_of(session: Session, event: Event, registration: Registration) -> LinkCredentials:
    """Return the credentials of a registrant who registers again: their delegation or an invitation."""
    if registration.delegation_id is not None and event.accepts_delegations:
        return LinkCredentials(delegation_id=registration.delegation_id)
    return credentials_of_invitation(session, event, registration)


def credentials_of_invitation(
    session: Session, event: Event, registration: Registration
) -> LinkCredentials:
    """Return the credentials of a registrant without those of their delegation."""
    if event.access_mode == "open":
        return LinkCredentials()
    return LinkCredentials(invitee_id=invitation_to(session, event.id, registration.address))


def may_register_again(session: Session, event: Event, registration: Registration) -> bool:
    """Return whether the registrant of a cancelled registration may register again unaided.

    It does not look for another registration of the same address.
    """
    credentials = credentials_of(session, event, registration)
    try:
        existing_registration(session, event, address=registration.address, credentials=credentials)
    except (NotAllowedError, ConflictError, NotFoundError):
        return False
    return registration.status is Status.CANCELLED


def resend_first_email(
    session: Session, registration: Registration, *, delegation_id: int | None = None
) -> None:
    """Resend the first e-mail of a registration, unless it was queued a moment ago.

    delegation_id: the delegation that names the registrant now, so that the e-mail says so.
    """
    topics = FIRST_EMAILS if delegation_id is None else ("registration.again",)
    if not was_just_queued(
        session, ordering_key_of(registration.event_id, registration.address), topics
    ):
        more = {} if delegation_id is None else {"delegation_id": delegation_id}
        notify_registrant(session, "registration.again", registration, **more)
