"""The capability behind a private link: resolved once per request, and again under the lock of a change."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from flask import g
from sqlalchemy.orm import Session

from webinars.capabilities.actions import new_token
from webinars.capabilities.links import live_token
from webinars.capabilities.queries import Presented, check_holds, resolve
from webinars.capabilities.rules import Purpose
from webinars.database import SingleStatements, db, transaction
from webinars.errors import NotFoundError
from webinars.events.revisions import lock_event
from webinars.web.core.locale import site


def present(purpose: Purpose, token: str) -> bool:
    """Resolve the token of a request; tell whether it opens anything."""
    g.presented = resolve(db.session(), purpose, token)
    return g.presented is not None


def presented() -> Presented:
    """Return the capability that the request has presented.

    Raises:
        NotFoundError: "no-such-link".
    """
    found: Presented | None = g.get("presented")
    if found is None:
        raise NotFoundError("no-such-link")
    return found


@contextmanager
def link_transaction() -> Iterator[Session]:
    """Give a change made by a private link its session, with the event locked and the link checked again.

    Whoever revokes a link holds the lock of its event, so it cannot be revoked from here to the commit.

    Raises:
        NotFoundError: "no-such-link": it was revoked meanwhile; "no-such-event".
    """
    capability = presented()
    with transaction() as session:
        if capability.event_id is not None:
            lock_event(session, capability.event_id)
        check_holds(session, capability)
        yield session


def token_of(purpose: Purpose, subject_id: int) -> str:
    """Return the token of a subject's live link, for a page that shows it.

    Its digest is stored here if no e-mail has carried the link yet, or SECRET_KEY has changed since.

    Raises:
        NotFoundError: "no-such-link".
    """
    token, digest, issued = live_token(db.session(), purpose, subject_id, site().keys[0])
    if digest not in issued.digests:
        # A transaction of its own: the page has read rows that it goes on to show.
        with closing(SingleStatements(db.engine)) as record:
            statement = new_token(db.engine.dialect.name)
            record.change(statement, {"digest": digest, "capability_id": issued.id})
    return token
