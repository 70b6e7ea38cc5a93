"""A change of a date and those that follow it as a table: what each gets, what it keeps, and who is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy.orm import Session

from webinars.event_dates.date_marks import DateMarks, MarkedSeries, marks_of
from webinars.event_dates.following_changes import (
    DateChange,
    FollowingChoices,
    GroupState,
    count_people,
)
from webinars.event_dates.following_plan import WHEN, all_names
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.timezones import formatting
from webinars.timezones.cities import city
from webinars.timezones.schedule import When, resolve
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.locale import translator
from webinars.web.organiser.dates.marks_text import mark_sentences

# Fields of the page: the state that it shows, which dates are ticked, and starts to choose from.
SEEN, CHOSEN, START = "following_seen", "follow", "following_start_"

LABELS = {
    "title": lazy_gettext("Title"),
    "description": lazy_gettext("Description"),
    "text_language": lazy_gettext("Language of the title, description and venue"),
    "links": lazy_gettext("Links and documents"),
    "languages": lazy_gettext("Languages"),
    "cities": lazy_gettext("Also show the time in"),
    "format": lazy_gettext("Format"),
    "place": lazy_gettext("Venue"),
    "meeting_url": lazy_gettext("Join link"),
    "contact_name": lazy_gettext("Contact"),
    "contact_email": lazy_gettext("Contact e-mail"),
    "hosted_by": lazy_gettext("Hosted by"),
    "external_url": lazy_gettext("Address of the host’s page"),
    "capacity": lazy_gettext("Number of places"),
    WHEN: lazy_gettext("Date and time"),
}


@dataclass(frozen=True)
class OfferedStart:
    """A start next to one that clocks skip or repeat: the value of its button, and its time."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class FollowingDate:
    """A date that follows, as the page shows it.

    Attributes:
        was, now: when it is; now is empty if that stays.
        note: why it is left as it is, "" if it can be changed.
        kept: labels of fields in which it differs, and which it keeps.
        error, offered: a start that clocks skip or repeat, and those to choose from.
    """

    id: int
    was: str
    now: str
    is_chosen: bool
    note: str
    kept: Sequence[str]
    marks: Sequence[str]
    people: int
    emails: int
    invitations: int
    error: str
    offered: Sequence[OfferedStart]


@dataclass(frozen=True)
class FollowingTable:
    """A change of a date and those that follow, to be confirmed.

    Attributes:
        changed: labels of the fields that change on any date.
        first, first_when: numbers of people of the date itself, and when it will be.
        can_skip: whether it may be saved without notifying.
        text_invitations: how many calendars get a new text if that is asked for.
        is_stale: one of the dates was changed since the page was shown.
        is_refused: one has a start that clocks skip or repeat, and none was chosen.
    """

    rows: Sequence[FollowingDate]
    changed: Sequence[str]
    first: DateChange
    first_when: str
    emails: int
    can_skip: bool
    text_invitations: int
    digest: str
    is_stale: bool
    is_refused: bool

    @property
    def dates(self) -> int:
        """Return how many dates change, the date itself among them."""
        return 1 + sum(row.is_chosen and not row.note for row in self.rows)


def following_table(
    session: Session,
    group: GroupState,
    changed: Event,
    changes: Sequence[DateChange],
    choices: FollowingChoices,
    *,
    is_stale: bool,
) -> FollowingTable:
    """Return the effect of a change that is written to an event, in four statements."""
    first = count_people(session, changed, group.details)
    everything = (first, *changes)
    marks = _marks(session, group, changed, changes)
    plans = [change.plan for change in changes if change.plan]
    return FollowingTable(
        rows=[_row(change, choices, marks.get(change.event.id), changed) for change in changes],
        changed=[str(LABELS[name]) for name in all_names(plans)],
        first=first,
        first_when=_when_text(changed.when, changed.cities),
        emails=sum(change.emails for change in everything),
        can_skip=all(change.can_skip for change in everything),
        text_invitations=sum(one.invitations for one in everything if one.are_texts_sent),
        digest=group.digest,
        is_stale=is_stale,
        is_refused=SEEN in request.form and any(change.error for change in changes),
    )


def _marks(
    session: Session, group: GroupState, changed: Event, changes: Sequence[DateChange]
) -> dict[int, tuple[DateMarks, When]]:
    """Return what is unusual about the new times of the dates that move, in one statement."""
    moved = {
        change.event.id: change.plan.details.when
        for change in changes
        if change.plan and WHEN in change.plan.changed
    }
    series = MarkedSeries(
        changed.series_id,
        current_user.organiser,
        (changed.id, *(one.id for one in group.following)),
    )
    marks = marks_of(
        session,
        list(moved.values()),
        cities=changed.cities,
        country="",
        language="",
        series=series,
    )
    return dict(zip(moved, zip(marks, moved.values(), strict=True), strict=True))


def _row(
    change: DateChange,
    choices: FollowingChoices,
    marked: tuple[DateMarks, When] | None,
    changed: Event,
) -> FollowingDate:
    t, plan, event = translator(), change.plan, change.event
    is_moved = plan is not None and WHEN in plan.changed
    is_wanted = choices.event_ids is None or event.id in choices.event_ids
    sentences = list(mark_sentences(*marked, changed.cities, "", t)) if marked else []
    return FollowingDate(
        id=event.id,
        was=_when_text(event.when, event.cities),
        now=_when_text(plan.details.when, plan.details.cities) if plan and is_moved else "",
        is_chosen=change.is_open and is_wanted,
        note=_note(change),
        kept=[str(LABELS[name]) for name in plan.kept] if plan else [],
        marks=sentences,
        people=change.people,
        emails=change.emails,
        invitations=change.invitations if change.emails else 0,
        error=error_sentence(change.error) if change.error else "",
        offered=_offered(change, choices),
    )


def _when_text(when: When, cities: Sequence[str]) -> str:
    return formatting.schedule_text(
        when, resolve(when), [city(key) for key in cities], translator()
    )


def _note(change: DateChange) -> str:
    """Return why a date is left as it is, "" if it is not."""
    if change.event.state is EventState.CANCELLED:
        return _("Cancelled: it stays as it is.")
    if not change.is_open:
        return _("You cannot edit this date: it stays as it is.")
    return ""


def _offered(change: DateChange, choices: FollowingChoices) -> list[OfferedStart]:
    neighbours: Sequence[datetime] = (
        change.error.facts.get("neighbours", ()) if change.error else ()
    )
    t, chosen = translator(), (choices.starts or {}).get(change.event.id)
    return [
        OfferedStart(local.isoformat(), formatting.time_text(local, t), local == chosen)
        for local in neighbours
    ]
