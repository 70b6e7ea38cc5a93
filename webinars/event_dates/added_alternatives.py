"""Hold a webinar more than once: add a time, join an event to it, or take one out. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.errors import ConflictError, InvalidInputError
from webinars.event_dates.event_copy import copy_event, copy_team, lock_accounts_of
from webinars.events import lifecycle
from webinars.events.alternatives import alternative_group_of, alternatives_of, check_number
from webinars.events.details import details_of
from webinars.events.enums import EventState
from webinars.events.exposed_passcodes import ACCEPTED
from webinars.events.locks import lock_events, lock_for_change, lock_with_alternatives
from webinars.events.materials import materials_of, write_materials
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.events.revisions import bump_revision
from webinars.events.shared_details import apply_shared, record_times
from webinars.site import Site
from webinars.timezones.schedule import When, resolve


@dataclass(frozen=True)
class NewTime:
    """Another time of a webinar: when, in which languages, with how many places, and by which join link."""

    when: When
    languages: tuple[str, ...] = ()
    capacity: int | None = None
    meeting_url: str = ""


@dataclass(frozen=True)
class AddedTimes:
    """Ids of the events made, in order of their times; known is the number that existed already."""

    event_ids: tuple[int, ...]
    known: int


def overlapping(events: Sequence[Event], time: NewTime) -> list[Event]:
    """Return those of a group's events that are held at the same time in the same languages."""
    span = resolve(time.when)
    return [
        one
        for one in events
        if one.starts_at < span.ends_at
        and one.ends_at > span.starts_at
        and set(one.languages) == set(time.languages)
        and one.state is not EventState.CANCELLED
    ]


def add_alternatives(
    session: Session,
    event_id: int,
    *,
    times: Sequence[NewTime],
    by: Organiser,
    site: Site,
    publishing: bool,
    accepts_overlap: bool = False,
) -> AddedTimes:
    """Make an event for each time, like the event: its texts, recording, settings, types, questions and team.

    They belong to its owner, and share a group with it. A time that exists makes none, so that a form sent
    twice adds nothing twice.

    Raises:
        NotFoundError: "no-such-event".
        InvalidInputError: "too-many-alternatives" (facts: most); as of create_event().
        ConflictError: "alternatives-overlap" (facts: at) unless accepts_overlap; as of create_event() and
            check_publication().
    """
    lock_accounts_of(session, event_id, by)
    source, others = lock_with_alternatives(session, event_id)
    owner = session.get_one(Organiser, source.organiser_id)
    events = [source, *others]
    known = {(one.when, frozenset(one.languages)) for one in events}
    new = [one for one in dict.fromkeys(times) if (one.when, frozenset(one.languages)) not in known]
    check_number(events, len(new))
    accepted = source.reading.get(ACCEPTED)
    details = replace(
        details_of(source),
        opens_at=None,
        closes_at=None,
        session_number=None,
        reading={ACCEPTED: accepted} if accepted else {},
    )
    materials = materials_of(session, source.id)
    made_ids = []
    for time in sorted(new, key=lambda one: resolve(one.when).starts_at):
        if not accepts_overlap and (met := overlapping(events, time)):
            raise ConflictError("alternatives-overlap", at=met[0].starts_at)
        own = replace(
            details,
            when=time.when,
            languages=time.languages,
            capacity=time.capacity,
            meeting_url=time.meeting_url,
        )
        made = copy_event(session, source, organiser=owner, details=own, site=site)
        made.alternative_group_id = alternative_group_of(session, source)
        copy_team(session, source, made)
        if materials:
            write_materials(session, lock_for_change(session, made.id), materials, site=site)
        if publishing:
            lifecycle.publish_event(session, made.id, site)
        events.append(made)
        made_ids.append(made.id)
    record_times(session, events, [source, *others])
    return AddedTimes(tuple(made_ids), len(times) - len(new))


def join_as_alternative(
    session: Session, event_id: int, other_id: int, *, site: Site, accepts_overlap: bool = False
) -> None:
    """Make another event of the same owner a time of a webinar, with its texts and the recordings of both.

    Raises:
        NotFoundError: "no-such-event".
        InvalidInputError: "too-many-alternatives" (facts: most).
        ConflictError: "not-of-same-owner"; "in-other-group" if it is held more than once itself;
            "alternatives-overlap" (facts: at) unless accepts_overlap.
    """
    # All in order of id: the other event may come before some of the group.
    in_group = alternatives_of(session, event_by_id(session, event_id))
    lock_events(session, {event_id, other_id, *(one.id for one in in_group)})
    event, others = lock_with_alternatives(session, event_id)
    other = lock_for_change(session, other_id)
    if other.id == event.id or other in others:
        return
    if other.organiser_id != event.organiser_id:
        raise ConflictError("not-of-same-owner")
    if other.alternative_group_id is not None:
        raise ConflictError("in-other-group")
    events = [event, *others]
    check_number(events, 1)
    time = NewTime(other.when, tuple(other.languages))
    if not accepts_overlap and (met := overlapping(events, time)):
        raise ConflictError("alternatives-overlap", at=met[0].starts_at)
    other.alternative_group_id = alternative_group_of(session, event)
    apply_shared(session, event, other, site=site)
    record_times(session, [*events, other], events)
    materials = list(
        dict.fromkeys(
            (*materials_of(session, event.id), *materials_of(session, other.id)),
        )
    )
    for one in (*events, other):
        write_materials(session, one, materials, site=site)


def separate_alternative(session: Session, event_id: int, other_id: int, *, site: Site) -> None:
    """Make an event of a group one of its own again; a group of one ends. Nobody is notified.

    Raises:
        NotFoundError: "no-such-event".
        InvalidInputError: "not-an-alternative" if it is not in the group.
    """
    event, others = lock_with_alternatives(session, event_id, of_any_owner=True)
    events = [event, *others]
    leaving = next((one for one in events if one.id == other_id), None)
    if leaving is None or not others:
        raise InvalidInputError("not-an-alternative")
    left = [leaving] if len(events) > 2 else events  # noqa: PLR2004 - of two, none is left with another
    record_times(session, [one for one in events if one not in left], events)
    for one in left:
        one.alternative_group_id = None
        bump_revision(session, one, site)
