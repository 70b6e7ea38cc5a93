"""Events that drafts of an announcement describe and that exist already: found by start, title or text."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import Draft
from webinars.events.announcements.draft_details import details_from_draft
from webinars.events.enums import normalize_for_search
from webinars.events.models import Event
from webinars.events.queries import events_starting_at
from webinars.i18n import Translator
from webinars.localized_text import all_languages
from webinars.timezones.schedule import Precision, resolve


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


def _starts(draft: Draft) -> set[tuple[Precision, datetime]]:
    """Return the possible starts of a draft, one per reading, each with its precision."""
    readings = (reading.when for question in draft.questions for reading in question.readings)
    return {(when.precision, resolve(when).starts_at) for when in (draft.when, *readings)}


def _is_same(event: Event, titles: Collection[str], text: str) -> bool:
    own_titles = {normalize_for_search(title) for title in all_languages(event.title)}
    is_same_text = bool(text) and text in all_languages(event.description)
    return is_same_text or not own_titles.isdisjoint(titles)
