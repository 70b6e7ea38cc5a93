"""Actions on organiser accounts: invite, sign in and out, disable, grant and revoke administration."""

# The last enabled administrator can be neither disabled nor demoted.

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.accounts import queries
from webinars.accounts.models import Organiser, OrganiserSession
from webinars.accounts.sign_in_links import send_sign_in_link
from webinars.capabilities import link_revocation
from webinars.capabilities.link_purposes import Purpose
from webinars.database import for_update
from webinars.errors import ConflictError
from webinars.security import email_addresses
from webinars.security.text_input import clean_name
from webinars.timezones import clock, zones


def add_organiser(
    session: Session,
    *,
    email: str,
    name: str = "",
    timezone: str,
    language: str = "en",
    admin: bool = False,
) -> Organiser:
    """Create an organiser account; without a name the address is shown.

    Raises:
        ConflictError: "organiser-exists" (facts: email).
        InvalidInputError: "not-an-address", "unknown-timezone", or as of security.text_input.clean_name.
    """
    email = email_addresses.clean_address(email)
    if queries.organiser_by_email(session, email) is not None:
        raise ConflictError("organiser-exists", email=email)
    organiser = Organiser(
        name=clean_name(name, longest=NAME_LENGTH) or email,
        email=email,
        address=email_addresses.normalize_address(email),
        timezone=zones.canonical(timezone),
        language=language,
        is_admin=admin,
        created_at=clock.now(),
    )
    try:
        # On PostgreSQL a concurrent request may have added it since the query.
        with session.begin_nested():
            session.add(organiser)
    except IntegrityError as error:
        raise ConflictError("organiser-exists", email=email) from error
    return organiser


def invite_organiser(
    session: Session, *, by: Organiser, email: str, name: str = "", admin: bool
) -> Organiser:
    """Create an organiser account in the inviter's time zone, and e-mail a sign-in link.

    A form sent twice invites once: an identical invitation of a moment ago is returned unchanged.

    Raises:
        ConflictError: "organiser-exists" (facts: email).
        InvalidInputError: as of add_organiser().
    """
    email = email_addresses.clean_address(email)
    # Of two concurrent requests, the second finds the account of the first.
    session.execute(for_update(select(Organiser.id).where(Organiser.id == by.id)))
    existing = queries.organiser_by_email(session, email)
    if existing is not None and _is_already_invited(existing, email, name, admin=admin):
        return existing
    organiser = add_organiser(
        session, email=email, name=name, timezone=by.timezone, language=by.language, admin=admin
    )
    send_sign_in_link(session, organiser, invited_by=by)
    return organiser


def disable_account(session: Session, organiser: Organiser) -> None:
    """Disable an organiser: all sessions and links end at once.

    Raises:
        ConflictError: "last-administrator".
    """
    _check_administrator_remains(session, organiser)
    organiser.disabled_at = organiser.disabled_at or clock.now()
    session.execute(delete(OrganiserSession).where(OrganiserSession.organiser_id == organiser.id))
    link_revocation.revoke_links(session, (Purpose.SIGN_IN,), [organiser.id])


def enable_account(organiser: Organiser) -> None:
    """Enable an organiser, who then needs a new link."""
    organiser.disabled_at = None


def shown_name(name: str, email: str) -> str:
    """Return the name of an account; one without a name stores its address, so what is before the @."""
    return email.partition("@")[0] if name == email else name


def make_administrator(organiser: Organiser) -> None:
    """Grant an organiser access to all events and to the organisers' accounts."""
    organiser.is_admin = organiser.may_create_events = True


def revoke_administrator(session: Session, organiser: Organiser) -> None:
    """Make an account an organiser, who creates events and sees those of their own and of their teams.

    Raises:
        ConflictError: "last-administrator".
    """
    _check_administrator_remains(session, organiser)
    organiser.is_admin, organiser.may_create_events = False, True


def _is_already_invited(existing: Organiser, email: str, name: str, *, admin: bool) -> bool:
    is_new = existing.created_at > clock.now() - TWICE and existing.disabled_at is None
    shown_name = clean_name(name, longest=NAME_LENGTH) or email
    return is_new and (existing.email, existing.name, existing.is_admin) == (
        email,
        shown_name,
        admin,
    )


def _check_administrator_remains(session: Session, organiser: Organiser) -> None:
    # Concurrent requests of two administrators serialise on these rows: the second finds one left.
    usable = session.scalars(
        for_update(
            select(Organiser.id)
            .where(Organiser.is_admin, Organiser.disabled_at.is_(None))
            .order_by(Organiser.id)
        )
    ).all()
    if list(usable) == [organiser.id]:
        raise ConflictError("last-administrator")


NAME_LENGTH = 200
# Longer than an impatient second press takes.
TWICE = timedelta(minutes=5)
