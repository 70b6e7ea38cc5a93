"""Changes of an event's terms of registration. The caller commits."""

from sqlalchemy.orm import Session

from webinars.capabilities import actions as capabilities
from webinars.capabilities.rules import Purpose
from webinars.errors import InvalidInputError
from webinars.events.models import Event
from webinars.events.revising import locked_as_seen, revised
from webinars.events.rules import Entry
from webinars.events.terms import RegistrationTerms, terms_of
from webinars.events.window import is_window_empty, settle_window
from webinars.security.email_addresses import clean_domain
from webinars.site import Site

PLAIN = (
    "entry",
    "asks_approval",
    "takes_delegations",
    "takes_comments",
    "waiting_list",
    "offer_hours",
    "proof_hours",
)


def change_terms(
    session: Session, event_id: int, *, said: RegistrationTerms, revision: int, site: Site
) -> Event:
    """Write what an organiser says of registering; no calendar entry changes by it, and nobody is told.

    An end of the window that was relative to the start, and is not any more, is open from then on.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "changed-meanwhile" when the event is past the revision that the organiser saw.
        InvalidInputError: as of RegistrationTerms.check(); "closes-before-opens" also when a relative end of
            the window contradicts one that the event has.
    """
    said.check()
    event = locked_as_seen(session, event_id, revision)
    _write(session, event, said)
    if is_window_empty(event):
        raise InvalidInputError("closes-before-opens")
    return revised(session, event, site)


def carry_terms(session: Session, source: Event, copy: Event) -> None:
    """Give a copied event the terms of the one it was made of; a secret link is made anew."""
    _write(session, copy, terms_of(source))


def _write(session: Session, event: Event, said: RegistrationTerms) -> None:
    for name in PLAIN:
        setattr(event, name, getattr(said, name))
    event.domains = list(dict.fromkeys(clean_domain(each) for each in said.domains))
    event.reminders = sorted(set(said.reminders), reverse=True)
    subjects = [(event.id, event.id)]
    if said.renews_link:
        capabilities.replace(session, (Purpose.ENTRY,), subjects)
    elif said.entry is Entry.SECRET_LINK:
        capabilities.ensure(session, Purpose.ENTRY, subjects)
    _write_window(event, said)


def _write_window(event: Event, said: RegistrationTerms) -> None:
    if event.opens_before_minutes is not None:
        event.opens_at = None
    if event.closes_before_minutes is not None:
        event.closes_at = None
    event.opens_before_minutes = said.opens_before_minutes
    event.closes_before_minutes = said.closes_before_minutes
    settle_window(event)
