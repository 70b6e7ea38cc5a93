"""What e-mails say of the other times of a webinar that is held more than once."""

from typing import Any

from webinars.emails.email_context import EmailContext
from webinars.emails.event_time import city_line, in_zone
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.registration_availability import Availability
from webinars.fair_hours.places import Place, country_of_zone
from webinars.fair_hours.session_order import rank_sessions
from webinars.i18n import Translator
from webinars.registrations.alternatives.own_registrations import other_registrations
from webinars.registrations.models import Registration
from webinars.timezones.schedule import Precision


def registered_times(
    context: EmailContext, event: Event, registration: Registration | None, t: Translator
) -> tuple[str, ...]:
    """Return for which other times a registrant is registered; none for an event that is held once."""
    if registration is None:
        return ()
    others = other_registrations(context.session, event, registration)
    return tuple(time_text(one.event, registration.timezone, t) for one in others)


def also_registered_values(
    context: EmailContext, registration: Registration, t: Translator
) -> dict[str, Any]:
    """Return the values of the question whether a registration is instead of another one, or also."""
    times = registered_times(context, registration.event, registration, t)
    return {"also_registered": "; ".join(times)}


def remaining_times(
    context: EmailContext, registration: Registration, t: Translator
) -> tuple[str, ...]:
    """Return the other times that take registrations, the best one for the registrant first."""
    event, zone = registration.event, registration.timezone
    if event.alternative_group_id is None:
        return ()
    remaining = [
        one
        for one in context.batch.alternatives(event.alternative_group_id)
        if one.accepts and one.event.id != event.id and one.event.state is EventState.PUBLISHED
    ]
    if zone and all(one.event.precision is Precision.TIME for one in remaining):
        place = Place("", zone, country_of_zone(zone))
        ranked = rank_sessions([one.event.span for one in remaining], place)
        remaining = [remaining[rank.index] for rank in ranked]
    lines = []
    for one in remaining:
        text = time_text(one.event, zone, t)
        is_full = one.availability is Availability.FULL
        lines.append(t("%(time)s (full: waiting list)", time=text) if is_full else text)
    return tuple(lines)


def time_text(event: Event, zone: str, t: Translator) -> str:
    """Return when an event is for a registrant, in one line."""
    if zone and event.precision is Precision.TIME:
        return in_zone(event.starts_at, zone, t)
    return city_line(event, t)
