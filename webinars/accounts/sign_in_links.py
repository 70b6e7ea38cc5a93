"""One-time sign-in links: e-mail one, and sign in with it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from webinars.accounts import queries
from webinars.accounts.models import Organiser, OrganiserSession
from webinars.accounts.sessions import delete_old_sessions
from webinars.capabilities import link_creation, link_revocation
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import resolve_token
from webinars.errors import ConflictError, NotFoundError
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.security.random_tokens import digest, random_token
from webinars.security.user_agents import browser_and_system
from webinars.timezones import clock

LINK_LIFETIME = timedelta(minutes=30)


def send_sign_in_link(session: Session, organiser: Organiser, *, invited_by: Organiser) -> None:
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
            "token": issue_sign_in_token(session, organiser),
            "by": invited_by.name,
        },
        priority=priorities.AWAITED,
    )


def issue_sign_in_token(session: Session, organiser: Organiser | None) -> str:
    """Issue a one-time sign-in link and return its token; only the digest is stored.

    Without an organiser the same queries run and the token opens nothing, so that timing does not
    reveal who is an organiser.
    """
    return link_creation.issue_sign_in(
        session, organiser.id if organiser else 0, expires_at=clock.now() + LINK_LIFETIME
    )


def sign_in_with_token(session: Session, token: str, *, user_agent: str = "") -> str:
    """Sign in with a one-time link and return the secret of the new session.

    user_agent: header of the browser, of which only the names of browser and system are stored.

    Raises:
        NotFoundError: "no-such-link": unknown, used, expired, or its organiser disabled.
    """
    now = clock.now()
    link = resolve_token(session, Purpose.SIGN_IN, token)
    if link is None or not queries.is_usable(session, link.subject_id):
        raise NotFoundError("no-such-link")
    link_revocation.mark_used(session, link)
    delete_old_sessions(session, now)
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
