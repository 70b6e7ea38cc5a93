"""Actions on organiser accounts: invite, sign in and out, disable, grant and revoke administration."""

# The last enabled administrator can be neither disabled nor demoted.

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.accounts import queries, rules
from webinars.accounts.models import Organiser, OrganiserSession
from webinars.capabilities import actions as capabilities
from webinars.capabilities.purposes import Purpose
from webinars.capabilities.resolve import resolve
from webinars.database import for_update
from webinars.errors import ConflictError, NotFoundError
from webinars.outbox.enqueue import enqueue
from webinars.security import email_addresses
from webinars.security.random_tokens import digest, random_token
from webinars.security.text_input import clean_name
from webinars.security.user_agents import browser_and_system
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
        name=clean_name(name, longest=rules.NAME_LENGTH) or email,
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


def invite(
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
    send_link(session, organiser, invited_by=by)
    return organiser


def send_link(session: Session, organiser: Organiser, *, invited_by: Organiser) -> None:
    """E-mail an organiser a sign-in link that names who invited them.

    Raises:
        ConflictError: "organiser-disabled".
    """
    if organiser.disabled_at is not None:
        raise ConflictError("organiser-disabled")
    enqueue(
        session,
        "organiser.invited",
        payload={
            "organiser_id": organiser.id,
            "token": sign_in_link(session, organiser),
            "by": invited_by.name,
        },
        priority=rules.SOON,
    )


def sign_in_link(session: Session, organiser: Organiser | None) -> str:
    """Issue a one-time sign-in link and return its token; only the digest is stored.

    Without an organiser the same queries run and the token opens nothing, so that timing does not
    reveal who is an organiser.
    """
    return capabilities.issue_sign_in(
        session, organiser.id if organiser else 0, expires_at=clock.now() + rules.LINK_LIFETIME
    )


def use_link(session: Session, token: str, *, user_agent: str = "") -> str:
    """Sign in with a one-time link and return the secret of the new session.

    user_agent: header of the browser, of which only the names of browser and system are stored.

    Raises:
        NotFoundError: "no-such-link": unknown, used, expired, or its organiser disabled.
    """
    now = clock.now()
    link = resolve(session, Purpose.SIGN_IN, token)
    if link is None or not queries.is_usable(session, link.subject_id):
        raise NotFoundError("no-such-link")
    capabilities.consume(session, link)
    _delete_old_sessions(session, now)
    secret = random_token()
    browser, system = browser_and_system(user_agent)
    session.get_one(Organiser, link.subject_id).seen_at = now
    session.add(
        OrganiserSession(
            organiser_id=link.subject_id,
            digest=digest(secret),
            created_at=now,
            seen_at=now,
            browser=browser,
            system=system,
        )
    )
    session.flush()
    return secret


def extend_session(session: Session, session_id: int) -> None:
    """Record activity, so that a session does not expire as idle."""
    row = session.get(OrganiserSession, session_id)
    if row is not None:
        row.seen_at = row.organiser.seen_at = max(row.seen_at, clock.now())


def sign_out(session: Session, secret: str) -> None:
    """End the session with this secret."""
    session.execute(delete(OrganiserSession).where(OrganiserSession.digest == digest(secret)))


def end_session(session: Session, *, organiser_id: int, session_id: int) -> None:
    """End one session of an organiser; one that has ended or is another's is ignored."""
    session.execute(
        delete(OrganiserSession).where(
            OrganiserSession.organiser_id == organiser_id, OrganiserSession.id == session_id
        )
    )


def end_other_sessions(session: Session, *, organiser_id: int, current_id: int) -> None:
    """End all sessions of an organiser but one."""
    session.execute(
        delete(OrganiserSession).where(
            OrganiserSession.organiser_id == organiser_id, OrganiserSession.id != current_id
        )
    )


def disable(session: Session, organiser: Organiser) -> None:
    """Disable an organiser: all sessions and links end at once.

    Raises:
        ConflictError: "last-administrator".
    """
    _check_administrator_remains(session, organiser)
    organiser.disabled_at = organiser.disabled_at or clock.now()
    session.execute(delete(OrganiserSession).where(OrganiserSession.organiser_id == organiser.id))
    capabilities.revoke(session, (Purpose.SIGN_IN,), [organiser.id])


def enable(organiser: Organiser) -> None:
    """Enable an organiser, who then needs a new link."""
    organiser.disabled_at = None


def make_administrator(organiser: Organiser) -> None:
    """Grant an organiser access to all events and to the organisers' accounts."""
    organiser.is_admin = True


def revoke_administrator(session: Session, organiser: Organiser) -> None:
    """Limit an organiser to their own events.

    Raises:
        ConflictError: "last-administrator".
    """
    _check_administrator_remains(session, organiser)
    organiser.is_admin = False


def _is_already_invited(existing: Organiser, email: str, name: str, *, admin: bool) -> bool:
    is_new = existing.created_at > clock.now() - rules.TWICE and existing.disabled_at is None
    shown_name = clean_name(name, longest=rules.NAME_LENGTH) or email
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


def _delete_old_sessions(session: Session, now: datetime) -> None:
    session.execute(
        delete(OrganiserSession).where(
            (OrganiserSession.created_at < now - rules.SESSION_MAX_AGE)
            | (OrganiserSession.seen_at < now - rules.SESSION_IDLE)
        )
    )
