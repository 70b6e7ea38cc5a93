"""The letter that reminds somebody of an event they have a place at."""

from datetime import datetime, timedelta

from webinars.emails.context import Errand
from webinars.emails.event_time import doors_open
from webinars.emails.message import Letter, mailbox
from webinars.emails.messages import shared
from webinars.events.models import Event
from webinars.events.rules import EventState
from webinars.registrations.models import Status
from webinars.timezones import clock, zones
from webinars.timezones.schedule import Precision

_MINUTES_AN_HOUR, _MINUTES_A_DAY = 60, 24 * 60
_LONGEST_IN_MINUTES, _LONGEST_IN_HOURS = 90, 36 * 60


def reminder(errand: Errand) -> Letter | None:
    """Say how soon it starts, and the way in; nothing once it has begun, moved or been called off.

    The entry in the calendar stands already, so there is no calendar part.
    """
    registration = shared.current(errand, Status.CONFIRMED)
    if registration is None or not _holds(registration.event, errand.facts["starts_at"]):
        return None
    event, t = registration.event, errand.translator(registration.language)
    number, unit = _ahead(event, int(errand.facts["minutes"]))
    values = shared.about_theirs(errand, registration, t) | {
        "n": number,
        "unit": unit,
        "join_url": shared.join_url_of(errand, registration),
        "join_from": errand.batch.once(doors_open, event, registration.zone, t),
        "own_url": shared.own_page(errand, registration),
    }
    to = mailbox(registration.name, registration.email)
    return errand.letter("registration-reminder", t, to=to, values=values, event=event)


def how_soon(minutes: int, left: timedelta) -> tuple[int, str]:
    """Return a number and its unit for the time left: what was planned, unless the mail is late for that."""
    remaining = max(1, round(left.total_seconds() / 60))
    if abs(remaining - minutes) <= max(5, minutes // 24):
        remaining = minutes
    if remaining % _MINUTES_A_DAY == 0 and remaining > _LONGEST_IN_HOURS:
        return remaining // _MINUTES_A_DAY, "days"
    if remaining > _LONGEST_IN_HOURS:
        return round(remaining / _MINUTES_A_DAY), "days"
    if remaining % _MINUTES_AN_HOUR == 0 or remaining > _LONGEST_IN_MINUTES:
        return round(remaining / _MINUTES_AN_HOUR), "hours"
    return remaining, "minutes"


def _holds(event: Event, starts_at: str) -> bool:
    is_same = event.starts_at == datetime.fromisoformat(starts_at)
    return event.state is EventState.PUBLISHED and is_same and event.starts_at > clock.now()


def _ahead(event: Event, minutes: int) -> tuple[int, str]:
    if event.precision is Precision.TIME:
        return how_soon(minutes, event.starts_at - clock.now())
    today = zones.to_local(clock.now(), event.zone).date()
    return (event.first_on - today).days, "days"
