"""Changes to organisers: adding them, signing them in and out, disabling them."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webinars.errors import ConflictError, NotFoundError
from webinars.people import queries, rules
from webinars.people.models import Organiser, OrganiserSession, SignInLink
from webinars.safety import addresses
from webinars.safety.text import clean_line
from webinars.safety.tokens import digest, random_token
from webinars.timekeeping import clock, zones


def add_organiser(
    session: Session,
    *,
    email: str,
    name: str = "",
    zone: str,
    language: str = "en",
    admin: bool = False,
) -> Organiser:
    """Add somebody who announces events; without a name the address stands for it.

    Raises:
        ConflictError: "organiser-exists" (facts: email).
        InvalidInputError: "not-an-address", "unknown-zone", or as of safety.text.clean_line.
    """
    email = addresses.clean_address(email)
    if queries.organiser_by_email(session, email) is not None:
        raise ConflictError("organiser-exists", email=email)
    organiser = Organiser(
        name=clean_line(name, longest=rules.NAME_LENGTH) or email,
        email=email,
        address=addresses.canonical(email),
        zone=zones.canonical(zone),
        language=language,
        is_admin=admin,
        created_at=clock.now(),
    )
    session.add(organiser)
    session.flush()
    return organiser


def sign_in_link(session: Session, organiser: Organiser) -> str:
    """Make a link that signs the organiser in once, and return its secret; it is kept as a digest."""
    now = clock.now()
    session.execute(delete(SignInLink).where(SignInLink.expires_at < now))
    token = random_token()
    session.add(
        SignInLink(
            organiser_id=organiser.id, digest=digest(token), expires_at=now + rules.LINK_LIVES
        )
    )
    session.flush()
    return token


def use_link(session: Session, token: str) -> str:
    """Sign in with a link, once, and return the secret of the new session.

    Raises:
        NotFoundError: "no-such-link", be it unknown, used, too old, or its organiser disabled.
    """
    now = clock.now()
    # Two browsers that press the button at once meet at this row: the second finds it used.
    session.scalar(
        select(SignInLink.id).where(SignInLink.digest == digest(token)).with_for_update()
    )
    link = queries.usable_link(session, token, now)
    if link is None:
        raise NotFoundError("no-such-link")
    link.used_at = now
    _forget_old_sessions(session, now)
    secret = random_token()
    session.add(
        OrganiserSession(
            organiser_id=link.organiser_id, digest=digest(secret), created_at=now, seen_at=now
        )
    )
    session.flush()
    return secret


def note_seen(session: Session, session_id: int) -> None:
    """Keep a session from ending idle."""
    found = session.get(OrganiserSession, session_id)
    if found is not None:
        found.seen_at = max(found.seen_at, clock.now())


def sign_out(session: Session, secret: str) -> None:
    """End the session of a secret."""
    session.execute(delete(OrganiserSession).where(OrganiserSession.digest == digest(secret)))


def disable(session: Session, organiser: Organiser) -> None:
    """Shut an organiser out: every session and every link ends at once."""
    organiser.disabled_at = organiser.disabled_at or clock.now()
    session.execute(delete(OrganiserSession).where(OrganiserSession.organiser_id == organiser.id))
    session.execute(delete(SignInLink).where(SignInLink.organiser_id == organiser.id))


def _forget_old_sessions(session: Session, now: datetime) -> None:
    session.execute(
        delete(OrganiserSession).where(
            (OrganiserSession.created_at < now - rules.SESSION_AT_MOST)
            | (OrganiserSession.seen_at < now - rules.SESSION_IDLE)
        )
    )
