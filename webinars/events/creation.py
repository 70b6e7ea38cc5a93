"""Create events as drafts. The caller commits."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.accounts import queries as accounts
from webinars.accounts.models import Organiser
from webinars.events.details import (
    EventDetails,
    check_details,
    record_event,
    with_default_contact,
    write_details,
)
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.record_models import RemovedSlug
from webinars.events.session_numbers import check_series
from webinars.events.slugs import free_slug
from webinars.ical.uid import new_uid
from webinars.security.urls import host_of
from webinars.site import Site
from webinars.timezones import clock

MAX_SLUG_ATTEMPTS = 10  # concurrent requests with the same title may take the slug first


def create_event(
    session: Session,
    *,
    organiser: Organiser,
    details: EventDetails,
    site: Site,
    uid: str = "",
    sequence: int = 0,
) -> Event:
    """Create a draft, visible to its organiser only.

    uid, sequence: of an event that calendars know from elsewhere; the caller has checked that no event has
    the UID.

    Raises:
        InvalidInputError: "title-missing", "title-too-long", "description-too-long",
            "unknown-language", "text-language-missing", "translated-into-itself",
            "translation-without-text" (facts: field), "capacity-too-small", "closes-before-opens",
            "unknown-city", and what timezones.schedule.resolve() raises.
        ConflictError: "access-removed", and those of session_numbers.check_series().
    """
    check_details(details)
    # Otherwise events could be created while those of the account pass to somebody else.
    accounts.lock_usable_account(session, organiser)
    check_series(session, details)
    now = clock.now()
    event = Event(
        uid=uid or new_uid(host_of(site.base_url)),
        state=EventState.DRAFT,
        organiser_id=organiser.id,
        sequence=sequence,
        sequence_floor=0,
        revision=1,
        revised_at=now,
        created_at=now,
    )
    write_details(event, with_default_contact(details, name=organiser.name, email=organiser.email))
    _add(session, event)
    record_event(session, event, {})
    return event


def _add(session: Session, event: Event) -> None:
    """Insert an event under a free slug; a concurrent request may take the slug first."""
    for left in reversed(range(MAX_SLUG_ATTEMPTS)):
        event.slug = free_slug(session, (Event.slug, RemovedSlug.slug), event.title)
        try:
            with session.begin_nested():
                session.add(event)
            break
        except IntegrityError:
            if not left:
                raise
