"""E-mails about a changed event, to everyone with an active registration."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from webinars.emails import calendar_part, sanitize
from webinars.emails.email_context import EmailContext
from webinars.emails.event_time import join_opens, location_text, stated_time_text
from webinars.emails.messages import shared
from webinars.emails.messages.other_times import remaining_times
from webinars.emails.messages.shared import answers_url
from webinars.emails.outgoing_email import CalendarPart, Mailbox, OutgoingEmail, mailbox
from webinars.events.enums import AttendanceMode, EventState, Format, attendance_format
from webinars.events.models import Event
from webinars.events.notifications.change_snapshot import snapshot, times_of
from webinars.events.notifications.former_texts import (
    are_texts_changed,
    are_texts_changed_in,
    former_place,
    former_texts_in,
    former_title,
    texts_in,
)
from webinars.i18n import Translator
from webinars.registrations.models import Registration, StatedTime
from webinars.registrations.stated_local_times import stated_offsets
from webinars.registrations.status import ACTIVE, Status
from webinars.timezones import clock, formatting, zones
from webinars.timezones.cities import city
from webinars.timezones.rule_changes import RuleChange, reason_text, rule_change
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
    only_texts = before is not None and not type_names and _is_for_calendars(before, registration)
    if before is not None and only_texts and not are_texts_changed_in(before, event, t.language):
        return None  # changed back, too, or in another language only
    to = mailbox(registration.name, registration.email)
    join_url = shared.join_url_of(context, registration)
    # A registration type is not part of the calendar entry.
    calendar = None if is_only_type_changed else _calendar(context, registration, to, t, join_url)
    if only_texts and calendar is None:
        return None  # the calendar has no invitation any more
    confirmed = registration.status is Status.CONFIRMED
    stated = context.batch.stated_times.of(registration.id)
    is_time_changed = before is not None and _is_time_changed(before, event)
    values = shared.registration_values(context, registration, t)
    if before and is_time_changed:
        # The reason alone: the former time has its own lines.
        change = shared.stated_change(context, registration)
        reason = _rule_change(before) or (change.reason if change else None)
        notice = reason_text(reason, t) if reason else ""
        values["event_time"] = replace(values["event_time"], rules_notice=notice)
    values |= {
        "previous": previous_details(before, registration, stated, t) if before else (),
        "is_time_changed": is_time_changed,
        "only_texts_changed": only_texts,
        "new_text": shared.teaser(event, t) if before and is_text_changed(before, event, t) else "",
        "only_mode_changed": _is_event_unchanged(before, event) if before else False,
        "restored": before is None,
        "only_type_changed": is_only_type_changed,
        "registration_type": type_names.get("now", ""),
        "previous_type": type_names.get("before", ""),
        "answers_url": answers_url(context, registration) if type_names or before is None else "",
        "waiting": registration.status is Status.WAITING,
        "undecided": registration.status in (Status.AWAITING_APPROVAL, Status.OFFERED),
        "join_url": join_url if confirmed else "",
        "join_from": context.batch.of_event(join_opens, event, registration.timezone, t),
        "manage_url": shared.manage_url_of(context, registration),
        "in_calendar": calendar.method if calendar else "",
        "is_first_entry": calendar is not None and calendar.is_first,
        **_note_values(context, values, t),
    }
    return context.render_email(
        "registration-changed", t, to=to, values=values, event=event, calendar=calendar
    )


def timezone_update(context: EmailContext) -> OutgoingEmail | None:
    """Announce that new time zone rules change the registrant's local time.

    None if another e-mail has stated the current one by now. There is no calendar part: the instant in the
    calendar is unchanged.
    """
    registration = shared.current(context, *ACTIVE)
    change = shared.stated_change(context, registration) if registration else None
    if registration is None or change is None or registration.event.ends_at <= clock.now():
        return None
    event, t = registration.event, context.translator(registration.language)
    values = shared.registration_values(context, registration, t)
    values["event_time"] = replace(values["event_time"], rules_notice="")
    values |= {
        "reason": reason_text(change.reason, t),
        "local_time": formatting.time_text(change.current, t),
        "city": "" if change.is_own else formatting.zone_name(change.timezone, t),
        "previous": (stated_time_text(change, t),),
        "waiting": registration.status is Status.WAITING,
        "undecided": registration.status in (Status.AWAITING_APPROVAL, Status.OFFERED),
        "manage_url": shared.manage_url_of(context, registration),
    }
    to = mailbox(registration.name, registration.email)
    return context.render_email(
        "registration-timezone-update", t, to=to, values=values, event=event
    )


def date_entry(context: EmailContext) -> OutgoingEmail | None:
    """Bring the calendar entry of one of several dates up to date; another e-mail says what has changed.

    None if the calendar has no entry.
    """
    registration = shared.current(context, *ACTIVE)
    if registration is None or registration.event.state is EventState.DRAFT:
        return None
    event, t = registration.event, context.translator(registration.language)
    to = mailbox(registration.name, registration.email)
    if event.state is EventState.PUBLISHED:
        join_url = shared.join_url_of(context, registration)
        calendar = _calendar(context, registration, to, t, join_url)
    else:
        calendar = _cancel_part(context, registration, to, t)
    if calendar is None:
        return None
    values = shared.registration_values(context, registration, t) | {
        "is_removed": calendar.method == "CANCEL",
        "is_cancelled": event.state is EventState.CANCELLED,
        "manage_url": shared.manage_url_of(context, registration),
    }
    return context.render_email(
        "registration-date-entry", t, to=to, values=values, event=event, calendar=calendar
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
        "remaining_times": remaining_times(context, registration, t),
    }
    values |= _note_values(context, values, t)
    return context.render_email(
        "registration-event-cancelled",
        t,
        to=to,
        values=values,
        event=event,
        calendar=calendar,
    )


def _note_values(context: EmailContext, values: dict[str, Any], t: Translator) -> dict[str, Any]:
    notes = map(context.batch.note, context.payload.get("notes", ()))
    return shared.note_values(notes, values, t)


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
    is_same = all(before.get(name) == value for name, value in snapshot(event).items())
    return is_same and not are_texts_changed(before, event)


def _is_for_calendars(before: dict[str, Any], registration: Registration) -> bool:
    """Return whether at most the title or text is new, and the organiser wanted calendars to have it."""
    event = registration.event
    is_same_mode = _previous_mode(before, registration) is registration.attendance_format(event)
    is_same = all(before.get(name) == value for name, value in snapshot(event).items())
    return "title" in before and is_same_mode and is_same


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
        "now": t.text(registration.registration_type.name)
        if registration.registration_type
        else "",
        "before": before["registration_type"],
    }
    return {
        at: sanitize.isolated(sanitize.one_line(name), t.direction) for at, name in names.items()
    }


def _is_rest_unchanged(before: dict[str, Any], registration: Registration) -> bool:
    """Return whether event and attendance mode are unchanged."""
    is_same_mode = _previous_mode(before, registration) is registration.attendance_format(
        registration.event
    )
    return is_same_mode and _is_event_unchanged(before, registration.event)


def _previous_mode(before: dict[str, Any], registration: Registration) -> Format:
    # The mode of a registration type is in the snapshot only if it changed.
    mode = AttendanceMode(before.get("attendance_mode", registration.attendance_mode))
    return attendance_format(Format(before["format"]), mode)


def is_text_changed(before: dict[str, Any], event: Event, t: Translator) -> bool:
    """Return whether the description, or the contact, differs from that of a snapshot with former texts."""
    if "by_language" not in before:
        return are_texts_changed({**before, "title": event.title}, event)
    former = former_texts_in(before, event, t.language)
    return former["description"] != texts_in(event, t.language)["description"]


def previous_details(
    before: dict[str, Any],
    registration: Registration,
    stated: StatedTime | None,
    t: Translator,
    *,
    is_one_of_several: bool = False,
) -> tuple[str, ...]:
    """Return what no longer applies, line by line: title, local time, city times, location.

    is_one_of_several: city times are left out where the local time is known.
    """
    lines = []
    event, zone = registration.event, registration.timezone
    if former_title(before, event, t.language) != t.text(event.title):
        lines.append(sanitize.one_line(former_title(before, event, t.language)))
    if _is_time_changed(before, event):
        times = _former_times(before, zone, stated, t)
        lines += times[:1] if is_one_of_several else times
    previous = _previous_mode(before, registration)
    current = registration.attendance_format(event)
    is_place_shown = not (current is Format.ONLINE and current is not event.format)
    place = t.text(former_place(before, event))
    if previous is not current:
        lines.append(location_text(place, previous, t))
    elif before["place"] != event.place and is_place_shown:
        lines.append(sanitize.one_line(place))
    return tuple(line for line in lines if line)


def _former_times(
    before: dict[str, Any], zone: str, stated: StatedTime | None, t: Translator
) -> list[str]:
    """Return the former time in the reader's zone and in the cities, by the rules of that time."""
    lines = []
    schedule, span = times_of(before)
    offsets = _former_offsets(before, stated)
    if zone and isinstance(schedule, Timed):
        own = zones.canonical(zone)
        offset = offsets.get(own, zones.utc_offset(span.starts_at, own))
        local = (span.starts_at + offset).replace(tzinfo=None)
        lines.append(formatting.reader_local_text(local, zone, t))
    cities = [city(key) for key in before["cities"]]
    return [*lines, formatting.schedule_text(schedule, span, cities, t, offsets)]


def _former_offsets(before: dict[str, Any], stated: StatedTime | None) -> dict[str, timedelta]:
    """Return the UTC offsets of the former time by zone: as stated, the event's by its local time."""
    schedule, span = times_of(before)
    if not isinstance(schedule, Timed):
        return {}
    is_same = stated is not None and stated.starts_at == span.starts_at
    own = schedule.start - span.starts_at.replace(tzinfo=None)
    return (stated_offsets(stated) if stated and is_same else {}) | {
        zones.canonical(schedule.timezone): own
    }


def _rule_change(before: dict[str, Any]) -> RuleChange | None:
    """Return how new rules of the event's zone changed the offset of its former time."""
    schedule, span = times_of(before)
    if not isinstance(schedule, Timed):
        return None
    offset = schedule.start - span.starts_at.replace(tzinfo=None)
    return rule_change(schedule.timezone, span.starts_at, offset)
