"""Drafts of an announcement that are dates of one event: offered, and made with one set of fields."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_login import current_user
from sqlalchemy.orm import Session
from wtforms import Field

from webinars.announcement_parser import messages
from webinars.announcement_parser.draft import Draft
from webinars.event_dates.wall_clock import first_local
from webinars.events import queries
from webinars.events.date_groups import group_of
from webinars.events.details import EventDetails
from webinars.events.models import Event
from webinars.events.series.editing import add_organiser_of
from webinars.events.series_creation import create_series
from webinars.timezones import formatting
from webinars.timezones.schedule import Month, resolve
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.locale import translator


@dataclass(frozen=True)
class DateSet:
    """Drafts of one title: their numbers, dates and venues as text, and the box that makes them one event.

    venue_box: gives all of them the venue of the first that has one; it is offered if they differ.
    """

    title: str
    numbers: tuple[int, ...]
    dates: tuple[str, ...]
    venues: tuple[str, ...]
    box: Field
    venue_box: Field

    @property
    def is_chosen(self) -> bool:
        """Return whether the organiser says that they are dates of one event."""
        return bool(self.box.data)

    @property
    def has_several_venues(self) -> bool:
        """Return whether the drafts state different venues."""
        return len(set(filter(None, self.venues))) > 1

    @property
    def first_venue(self) -> str:
        """Return the venue of the first draft that states one."""
        return next(filter(None, self.venues), "")


def date_sets(drafts: Sequence[Draft], fields: BaseForm) -> list[DateSet]:
    """Return the sets of at least two drafts on different days that have one title, that of the form.

    A draft without a title of its own goes with the one before it.
    """
    by_title: dict[str, list[int]] = {}
    before = ""
    for number, draft in enumerate(drafts, 1):
        if draft.is_candidate or isinstance(draft.when, Month):
            continue
        title = str(fields[f"title_{number}"].data or "").strip()
        is_edited = title != messages.title(draft, translator())
        is_stated = is_edited or "title" not in draft.proposed
        before = title.casefold() if is_stated or not before else before
        by_title.setdefault(before, []).append(number)
    return [
        _date_set(drafts, numbers, fields)
        for numbers in by_title.values()
        if len(numbers) > 1 and len(numbers) == len({_day(drafts[n - 1]) for n in numbers})
    ]


def with_fields_of_first(
    details: Mapping[int, EventDetails], sets: Sequence[DateSet], session: Session
) -> dict[int, EventDetails]:
    """Give the dates of each chosen set the fields of its first one, and all a series.

    details: of the drafts that are saved, by number. What the first lacks is that of the next one that has
    it. What is asked and assumed about a time stays with it, and so do a room of its own to join and its
    venue, unless the organiser chose that of the first for all.
    """
    unified = dict(details)
    for one, numbers in _chosen(sets, details):
        has_one_venue = bool(one.venue_box.data)
        shared = _shared([details[number] for number in numbers])
        shared = replace(shared, series_id=_series_id(session, shared.title))
        for number in numbers:
            own = details[number]
            at = shared if has_one_venue or not own.place else own
            unified[number] = replace(
                shared,
                place=at.place,
                format=at.format,
                when=own.when,
                reading=own.reading,
                meeting_url=own.meeting_url or shared.meeting_url,
            )
    return unified


def _shared(several: Sequence[EventDetails]) -> EventDetails:
    """Return the details of the first with what it lacks; a venue and its format stay together."""
    groups = {
        "description": (),
        "links": (),
        "languages": (),
        "meeting_url": (),
        "external_url": (),
        "capacity": (),
        "contact_email": ("contact_name",),
        "place": ("format",),
    }
    values: dict[str, Any] = {}
    for name, others in groups.items():
        source = next((one for one in several if getattr(one, name)), several[0])
        values |= {taken: getattr(source, taken) for taken in (name, *others)}
    return replace(several[0], **values)


def join_dates(session: Session, events: Mapping[int, Event], sets: Sequence[DateSet]) -> None:
    """Put the events of each chosen set into one group; events are by the number of their draft."""
    for _one, numbers in _chosen(sets, events):
        group_id = group_of(session, events[numbers[0]])
        for number in numbers[1:]:
            events[number].date_group_id = group_id


def _chosen(sets: Sequence[DateSet], saved: Collection[int]) -> list[tuple[DateSet, list[int]]]:
    """Return each chosen set with its numbers that are saved, if they are several."""
    pairs = ((one, [n for n in one.numbers if n in saved]) for one in sets if one.is_chosen)
    return [(one, several) for one, several in pairs if len(several) > 1]


def _series_id(session: Session, name: str) -> int:
    organiser = current_user.organiser
    series = queries.series_by_name(session, organiser, name)
    if series is None:
        series = create_series(session, name=name)
        add_organiser_of(session, series.id, organiser.id)
    return series.id


def _date_set(drafts: Sequence[Draft], numbers: Sequence[int], fields: BaseForm) -> DateSet:
    t, ordered = translator(), sorted(numbers, key=lambda n: first_local(drafts[n - 1].when))
    dates = [drafts[number - 1] for number in ordered]
    return DateSet(
        str(fields[f"title_{ordered[0]}"].data),
        tuple(ordered),
        tuple(
            formatting.schedule_text(one.when, resolve(one.when), one.cities, t) for one in dates
        ),
        tuple(one.place for one in dates),
        fields[f"dates_{min(numbers)}"],
        fields[f"venue_{min(numbers)}"],
    )


def _day(draft: Draft) -> object:
    return first_local(draft.when).date()
