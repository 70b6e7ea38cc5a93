"""E-mails about a changed event, to everyone with an active registration."""

from typing import Any

from webinars.emails import calendar_part, sanitize
from webinars.emails.context import EmailContext
from webinars.emails.event_time import in_zone, join_opens, location_text
from webinars.emails.messages import shared
from webinars.emails.messages.shared import answers_url
from webinars.emails.outgoing_email import CalendarPart, Mailbox, OutgoingEmail, mailbox
from webinars.events.models import Event
from webinars.events.rules import AttendanceMode, EventState, Format, attendance_format
from webinars.events.sequence import snapshot, times_of
from webinars.i18n import Translator
from webinars.registrations.models import ACTIVE, Registration, Status
from webinars.timezones import formatting
from webinars.timezones.cities import city
from webinars.timezones.schedule import Precision, Timed


def changed(context: EmailContext) -> OutgoingEmail | None:
    """Show what changed, with an updated invitation."""
    return _update(context, before=context.payload["previous"])


def event_restored(context: EmailContext) -> OutgoingEmail | None:
    """Announce that the event was reinstated, with a new invitation."""
    return _update(context, before=None)


def _update(context: EmailContext, before: dict[str, Any] | None) -> OutgoingEmail | None:
    registration = shared.current(context, *ACTIVE)
    if registration is None or registration.event.state is not EventState.PUBLISHED:
        return None
    event, t = registration.event, context.translator(registration.language)
    type_names = _changed_type(before, registration, t) if before else {}
    is_only_type_changed = (
        before is not None
        and "registration_type_id" in before
        and _is_rest_unchanged(before, registration)
    )
    if is_only_type_changed and not type_names:
        return None  # changed back before the e-mail was composed
    to = mailbox(registration.name, registration.email)
    join_url = shared.join_url_of(context, registration)
    # A registration type is not part of the calendar entry.
    calendar = None if is_only_type_changed else _calendar(context, registration, to, t, join_url)
    confirmed = registration.status is Status.CONFIRMED
    values = shared.registration_values(context, registration, t) | {
        "previous": _previous_details(before, registration, t) if before else (),
        "is_time_changed": before is not None and _is_time_changed(before, event),
        "only_mode_changed": _is_event_unchanged(before, event) if before else False,
        "restored": before is None,
        "only_type_changed": is_only_type_changed,
        "registration_type": type_names.get("now", ""),
        "previous_type": type_names.get("before", ""),
        "answers_url": answers_url(context, registration) if type_names or before is None else "",
        "waiting": registration.status is Status.WAITING,
        "undecided": registration.status in (Status.AWAITING_APPROVAL, Status.OFFERED),
        "join_url": join_url if confirmed else "",
        "join_from": context.batch.once(join_opens, event, registration.timezone, t),
        "manage_url": shared.manage_url_of(context, registration),
        "in_calendar": calendar.method if calendar else "",
        "is_first_entry": calendar is not None and calendar.is_first,
    }
    return context.render_email(
        "registration-changed", t, to=to, values=values, event=event, calendar=calendar
    )


def event_cancelled(context: EmailContext) -> OutgoingEmail | None:
    """Announce that the event is cancelled, with a CANCEL for the calendar."""
    return _cancellation(context, EventState.CANCELLED)


def event_postponed(context: EmailContext) -> OutgoingEmail | None:
    """Announce that the event is postponed: a CANCEL for the calendar, the registration stays."""
    return _cancellation(context, EventState.POSTPONED)


def _cancellation(context: EmailContext, state: EventState) -> OutgoingEmail | None:
    registration = shared.current(context, *ACTIVE)
    if registration is None or registration.event.state is not state:
        return None
    event, t = registration.event, context.translator(registration.language)
    to = mailbox(registration.name, registration.email)
    calendar = _cancel_part(context, registration, to, t)
    values = shared.registration_values(context, registration, t) | {
        "postponed": state is EventState.POSTPONED,
        "waiting": registration.status is Status.WAITING,
        "manage_url": shared.manage_url_of(context, registration),
        "in_calendar": calendar is not None,
    }
    return context.render_email(
        "registration-event-cancelled",
        t,
        to=to,
        values=values,
        event=event,
        calendar=calendar,
    )


def _calendar(
    context: EmailContext, registration: Registration, to: Mailbox, t: Translator, join_url: str
) -> CalendarPart | None:
    if registration.status is not Status.CONFIRMED:
        return None
    if registration.event.precision is Precision.MONTH:
        # The date is no longer known, so the calendar entry is removed.
        return _cancel_part(context, registration, to, t)
    return calendar_part.request_part(context, registration, to, t, join_url=join_url, again=False)


def _cancel_part(
    context: EmailContext, registration: Registration, to: Mailbox, t: Translator
) -> CalendarPart | None:
    return calendar_part.cancel_part(
        context,
        registration.event,
        to,
        t,
        address=registration.address,
        registration_id=registration.id,
    )


def _is_event_unchanged(before: dict[str, Any], event: Event) -> bool:
    """Return whether only the attendance mode of the registration type has changed."""
    return all(before.get(name) == value for name, value in snapshot(event).items())


def _is_time_changed(before: dict[str, Any], event: Event) -> bool:
    return times_of(before) != (event.when, event.span)


def _changed_type(
    before: dict[str, Any], registration: Registration, t: Translator
) -> dict[str, str]:
    """Return the names of the new and the previous registration type; empty if it is the same."""
    if (
        before.get("registration_type_id", registration.registration_type_id)
        == registration.registration_type_id
    ):
        return {}
    names = {
        "now": registration.registration_type.name if registration.registration_type else "",
        "before": before["registration_type"],
    }
    return {
        at: sanitize.isolated(sanitize.one_line(name), t.direction) for at, name in names.items()
    }


def _is_rest_unchanged(before: dict[str, Any], registration: Registration) -> bool:
    """Return whether event and attendance mode are unchanged."""
    previous = attendance_format(
        Format(before["format"]), AttendanceMode(before["attendance_mode"])
    )
    is_same_mode = previous is registration.takes_part_in(registration.event)
    return is_same_mode and _is_event_unchanged(before, registration.event)


def _previous_details(
    before: dict[str, Any], registration: Registration, t: Translator
) -> tuple[str, ...]:
    """Return what no longer applies, line by line: local time, city times, location."""
    lines = []
    event, zone = registration.event, registration.timezone
    if _is_time_changed(before, event):
        schedule, span = times_of(before)
        if zone and isinstance(schedule, Timed):
            lines.append(in_zone(span.starts_at, zone, t))
        cities = [city(key) for key in before["cities"]]
        lines.append(formatting.schedule_text(schedule, span, cities, t))
    # The mode of a registration type is in the snapshot only if it changed.
    mode = AttendanceMode(before.get("attendance_mode", registration.attendance_mode))
    previous = attendance_format(Format(before["format"]), mode)
    current = registration.takes_part_in(event)
    is_place_shown = not (current is Format.ONLINE and current is not event.format)
    if previous is not current:
        lines.append(location_text(before["place"], previous, t))
    elif before["place"] != event.place and is_place_shown:
        lines.append(sanitize.one_line(before["place"]))
    return tuple(line for line in lines if line)
