"""The reminder before an event."""

from datetime import datetime, timedelta

from webinars.emails.email_context import EmailContext
from webinars.emails.event_time import join_opens
from webinars.emails.messages import shared
from webinars.emails.outgoing_email import OutgoingEmail, mailbox
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.registrations.status import Status
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Precision

_MINUTES_AN_HOUR, _MINUTES_A_DAY = 60, 24 * 60
_MAX_MINUTES, _MAX_HOURS_IN_MINUTES = 90, 36 * 60


def reminder(context: EmailContext) -> OutgoingEmail | None:
    """Remind a registrant of the start; None once the event has begun, moved or been cancelled.

    There is no calendar part, because the calendar already has the entry.
    """
    registration = shared.current(context, Status.CONFIRMED)
    if registration is None or not _is_unchanged(
        registration.event, context.payload["starts_at"], context.now
    ):
        return None
    event, t = registration.event, context.translator(registration.language)
    n, unit = _time_left(event, int(context.payload["minutes"]), context.now)
    values = shared.registration_values(context, registration, t) | {
        "n": n,
        "unit": unit,
        "join_url": shared.join_url_of(context, registration),
        "join_from": context.batch.of_event(join_opens, event, registration.timezone, t),
        "manage_url": shared.manage_url_of(context, registration),
    }
    to = mailbox(registration.name, registration.email)
    return context.render_email("registration-reminder", t, to=to, values=values, event=event)


def time_left(minutes: int, left: timedelta) -> tuple[int, str]:
    """Return a number and its unit for the time left: as planned, unless the e-mail is late."""
    remaining = max(1, round(left.total_seconds() / 60))
    if abs(remaining - minutes) <= max(5, minutes // 24):
        remaining = minutes
    if remaining % _MINUTES_A_DAY == 0 and remaining > _MAX_HOURS_IN_MINUTES:
        return remaining // _MINUTES_A_DAY, "days"
    if remaining > _MAX_HOURS_IN_MINUTES:
        return round(remaining / _MINUTES_A_DAY), "days"
    if remaining % _MINUTES_AN_HOUR == 0 or remaining > _MAX_MINUTES:
        return round(remaining / _MINUTES_AN_HOUR), "hours"
    return remaining, "minutes"


def _is_unchanged(event: Event, starts_at: str, now: datetime) -> bool:
    is_same = event.starts_at == datetime.fromisoformat(starts_at)
    return event.state is EventState.PUBLISHED and is_same and event.starts_at > now


def _time_left(event: Event, minutes: int, now: datetime) -> tuple[int, str]:
    if event.precision is Precision.TIME:
        return time_left(minutes, event.starts_at - now)
    today = to_local(now, event.timezone).date()
    return (event.first_on - today).days, "days"
