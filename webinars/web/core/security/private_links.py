"""The capability behind a private link: resolved once per request, and again under the lock of a change."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from flask import g
from sqlalchemy.orm import Session

from webinars.capabilities.link_creation import insert_digest
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import (
    PresentedCapability,
    check_still_live,
    resolve_token,
)
from webinars.capabilities.live_links import live_token
from webinars.database import db, transaction
from webinars.errors import NotFoundError
from webinars.events.locks import lock_event
from webinars.single_statements import SingleStatements
from webinars.web.core.current_site import site


def resolve_token_of_request(purpose: Purpose, token: str) -> bool:
    """Store the capability of the request's token; return whether there is one."""
    g.presented = resolve_token(db.session(), purpose, token)
    return g.presented is not None


def presented_capability() -> PresentedCapability:
    """Return the capability that the request has presented.

    Raises:
        NotFoundError: "no-such-link".
    """
    capability: PresentedCapability | None = g.get("presented")
    if capability is None:
        raise NotFoundError("no-such-link")
    return capability


@contextmanager
def link_transaction() -> Iterator[Session]:
    """Start a transaction for a change made by a private link: lock the event, and check the link again.

    Revoking a link takes the same lock, so the link stays valid until the commit.

    Raises:
        NotFoundError: "no-such-link" if it has been revoked meanwhile; "no-such-event".
    """
    capability = presented_capability()
    with transaction() as session:
        if capability.event_id is not None:
            lock_event(session, capability.event_id)
        check_still_live(session, capability)
        yield session


def token_of(purpose: Purpose, subject_id: int) -> str:
    """Return the token of a subject's live link, for a page that shows it.

    Its digest is stored here if no e-mail has carried the link yet, or SECRET_KEY has changed since.

    Raises:
        NotFoundError: "no-such-link".
    """
    token, digest, issued = live_token(db.session(), purpose, subject_id, site().keys[0])
    if digest not in issued.digests:
        # A transaction of its own: the rows that the page has loaded stay usable.
        with closing(SingleStatements(db.engine)) as statements:
            statement = insert_digest(db.engine.dialect.name)
            statements.change(statement, {"digest": digest, "capability_id": issued.id})
    return token
