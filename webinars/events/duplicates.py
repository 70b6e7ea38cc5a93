"""Detect duplicate form submissions, and drafts whose event exists already."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import Draft
from webinars.database import for_update
from webinars.events.announcements.draft_details import details_from_draft
from webinars.events.details import EventDetails, column_values, with_default_contact
from webinars.events.enums import EventState, normalize_for_search
from webinars.events.models import Event
from webinars.events.queries import events_starting_at
from webinars.i18n import Translator
from webinars.localized_text import all_languages, comparable
from webinars.timezones import clock
from webinars.timezones.schedule import Precision, resolve

# Longer than an impatient second press, shorter than creating the same event again on purpose.
DUPLICATE_WINDOW = timedelta(minutes=5)
# A series may be new in each of two concurrent requests; the registration period of a copy follows its
# settings; what a parser proposed is no detail that the organiser entered.
NOT_COMPARED = frozenset({"series_id", "opens_at", "closes_at", "reading"})


def find_recent_duplicate(
    session: Session,
    organiser: Organiser,
    details: EventDetails,
    *,
    since: datetime | None = None,
    copied: Event | None = None,
) -> Event | None:
    """Return the event that an organiser created from the same details a moment ago, if any.

    The organiser is locked, so that of two concurrent requests the second finds the first one's
    event. since: when the form was rendered, before which it cannot have been sent. copied: the
    event that was copied.
    """
    moment_ago = clock.now() - DUPLICATE_WINDOW
    lock_organiser(session, organiser)
    made = session.scalars(
        select(Event)
        .where(
            Event.organiser_id == organiser.id,
            Event.title == details.title,
            Event.created_at > moment_ago,
            Event.created_at >= (since or moment_ago),
            Event.id > (copied.id if copied else 0),
            Event.state.in_((EventState.DRAFT, EventState.PUBLISHED)),
        )
        .order_by(Event.id)
    )
    wanted = with_default_contact(details, name=organiser.name, email=organiser.email)
    return next((event for event in made if _matches(event, wanted)), None)


def _matches(event: Event, details: EventDetails) -> bool:
    values = {"when": details.when, **column_values(details)}
    return all(
        comparable(getattr(event, name)) == comparable(value)
        for name, value in values.items()
        if name not in NOT_COMPARED
    )


def existing_events(
    session: Session,
    organiser: Organiser,
    drafts: Sequence[Draft],
    t: Translator,
    titles: Sequence[Collection[str]] = (),
) -> dict[int, Event]:
    """Return the organiser's existing events by the number of the draft that describes them.

    It is the same event if it starts at the same time, in any reading of the draft, and has the
    same title or text. titles: further titles of each draft.
    """
    starts = [_starts(draft) for draft in drafts]
    stored = events_starting_at(
        session, organiser, {start for times in starts for _, start in times}
    )
    more = titles or [()] * len(drafts)
    existing = {}
    for number, (draft, times, called) in enumerate(zip(drafts, starts, more, strict=True), 1):
        names = {normalize_for_search(messages.title(draft, t)), *map(normalize_for_search, called)}
        text = details_from_draft(draft, t).description
        same = (
            event
            for event in stored
            if (event.precision, event.starts_at) in times and _is_same(event, names, text)
        )
        event = next(same, None)
        if event is not None:
            existing[number] = event
    return existing


def lock_organiser(session: Session, organiser: Organiser) -> None:
    """Lock an organiser, so that of two concurrent callers the second sees the first one's events."""
    session.execute(for_update(select(Organiser.id).where(Organiser.id == organiser.id)))


def _starts(draft: Draft) -> set[tuple[Precision, datetime]]:
    """Return the possible starts of a draft, one per reading, each with its precision."""
    readings = (reading.when for question in draft.questions for reading in question.readings)
    return {(when.precision, resolve(when).starts_at) for when in (draft.when, *readings)}


def _is_same(event: Event, titles: Collection[str], text: str) -> bool:
    own_titles = {normalize_for_search(title) for title in all_languages(event.title)}
    is_same_text = bool(text) and text in all_languages(event.description)
    return is_same_text or not own_titles.isdisjoint(titles)
