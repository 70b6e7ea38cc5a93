"""Times of a webinar that is held more than once, as a reader sees them: the one in their day first."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from flask import url_for

from webinars.events.enums import AccessMode
from webinars.events.models import Event
from webinars.events.registration_availability import Availability, minutes_to_start
from webinars.fair_hours.day_parts import DayPart
from webinars.fair_hours.places import Place, country_of_zone
from webinars.fair_hours.session_order import RankedSession, rank_sessions
from webinars.i18n import N_, Translator
from webinars.registrations.alternatives.availability import Alternative
from webinars.timezones import clock, formatting
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Precision
from webinars.web.components.availability_text import badge
from webinars.web.components.badge import Badge
from webinars.web.components.event_time import cities_of

_PARTS = {
    DayPart.WORK: N_("in your working hours"),
    DayPart.EVENING: N_("in your morning or evening"),
    DayPart.DAY_OFF: N_("on your day off"),
    DayPart.NIGHT: N_("at night for you"),
}


@dataclass(frozen=True)
class AlternativeTime:
    """A time to choose.

    Attributes:
        when: date and time in the reader's zone, or that of the event if the reader's is not known.
        there: the time at the place, if the reader's is another one.
        part: in which part of the reader's day it is, "" if the zone is not known.
        is_shown: the event of the page.
        is_suggested: the best one for the reader, of those that take registrations.
        accepts: whether people can register; is_full: only for the waiting list.
    """

    event_id: int
    slug: str
    url: str
    form_url: str
    when: str
    there: str
    part: str
    languages: str
    badge: Badge
    is_shown: bool
    is_suggested: bool
    accepts: bool
    is_full: bool
    needs_private_link: bool


def alternative_times(
    alternatives: Sequence[Alternative],
    shown: Event,
    reader_zone: str,
    known: bool,  # noqa: FBT001 - reader_zone() returns the pair
    t: Translator,
) -> list[AlternativeTime]:
    """Return the times of a webinar, the best one for a reader first; none if there is no other one.

    shown: the event of the page. Without a known zone, and without times of day, they are in order of start,
    and none is suggested.
    """
    if not any(one.event.id != shown.id for one in alternatives):
        return []
    ranked = _ranked(alternatives, reader_zone) if known else None
    order = ranked or [RankedSession(index, DayPart.WORK) for index in range(len(alternatives))]
    suggested = _suggested(alternatives, ranked) if ranked else None
    has_languages = len({tuple(one.event.languages) for one in alternatives}) > 1
    return [
        _time(
            alternatives[rank.index],
            shown,
            zone=reader_zone if ranked else "",
            part=t(_PARTS[rank.part]) if ranked else "",
            is_suggested=rank.index == suggested,
            has_languages=has_languages,
            t=t,
        )
        for rank in order
    ]


def alternatives_key(alternatives: Sequence[Alternative]) -> tuple[Hashable, ...]:
    """Return what changes with everything that a page shows of other times."""
    return tuple(
        (one.key, minutes_to_start(one.event.availability_facts, clock.now()))
        for one in alternatives
    )


def _ranked(alternatives: Sequence[Alternative], reader_zone: str) -> list[RankedSession] | None:
    """Return the ranking; None if there are days or months among them, which have no hour."""
    if any(one.event.precision is not Precision.TIME for one in alternatives):
        return None
    place = Place("", reader_zone, country_of_zone(reader_zone))
    return rank_sessions([one.event.span for one in alternatives], place)


def _suggested(alternatives: Sequence[Alternative], ranked: Sequence[RankedSession]) -> int | None:
    """Return the index of the best time with places left; if there is none, of the best waiting list."""
    for wanted in (Availability.OPEN, Availability.FULL):
        for rank in ranked:
            if alternatives[rank.index].availability is wanted:
                return rank.index
    return None


def _time(
    alternative: Alternative,
    shown: Event,
    *,
    zone: str,
    part: str,
    is_suggested: bool,
    has_languages: bool,
    t: Translator,
) -> AlternativeTime:
    event = alternative.event
    return AlternativeTime(
        event_id=event.id,
        slug=event.slug,
        url=url_for("public.event", slug=event.slug),
        form_url=url_for("registration.new", slug=event.slug, time=event.slug),
        when=time_in_zone(event, zone, t),
        there=_there(event, zone, t),
        part=part,
        languages=languages_text(event, t) if has_languages else "",
        badge=badge(alternative.availability, t, event.access_mode),
        is_shown=event.id == shown.id,
        is_suggested=is_suggested,
        accepts=alternative.accepts,
        is_full=alternative.availability is Availability.FULL,
        needs_private_link=event.access_mode is not AccessMode.OPEN,
    )


def time_in_zone(event: Event, zone: str, t: Translator) -> str:
    """Return when an event is in a time zone; with its own cities if zone is empty or it has no time."""
    if not zone or event.precision is not Precision.TIME:
        return formatting.schedule_text(event.when, event.span, cities_of(event), t)
    starts, ends = to_local(event.starts_at, zone), to_local(event.ends_at, zone)
    weekday = formatting.weekday_text(ends.date(), starts.date(), t)
    return t(
        "%(date)s, %(start)s–%(end)s",
        date=formatting.date_text(starts.date(), t),
        start=formatting.time_text(starts, t),
        end=" ".join(filter(None, (formatting.time_text(ends, t), weekday))),
    )


def _there(event: Event, zone: str, t: Translator) -> str:
    """Return the time at the place of an event, if a reader in a zone sees another one."""
    if not zone or event.precision is not Precision.TIME:
        return ""
    if to_local(event.starts_at, event.timezone) == to_local(event.starts_at, zone):
        return ""
    return formatting.schedule_text(event.when, event.span, cities_of(event), t)


def languages_text(event: Event, t: Translator) -> str:
    """Return the languages in which an event is held."""
    names = t.locale.languages
    return ", ".join(str(names.get(tag, tag)) for tag in event.languages)
