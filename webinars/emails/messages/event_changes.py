"""Letters about a change of an event, to everybody who has a place or waits for one."""

from typing import Any

from webinars.emails import calendar_part, sanitize
from webinars.emails.context import Errand
from webinars.emails.event_time import doors_open, in_zone, where_text
from webinars.emails.message import CalendarPart, Letter, Mailbox, mailbox
from webinars.emails.messages import shared
from webinars.emails.messages.shared import answers_url
from webinars.events.models import Event
from webinars.events.rules import AttendanceMode, EventState, Format, attendance_format
from webinars.events.snapshots import snapshot, times_of
from webinars.i18n import Translator
from webinars.registrations.models import ACTIVE, Registration, Status
from webinars.timezones import formatting
from webinars.timezones.cities import city
from webinars.timezones.schedule import Precision, Timed


def changed(errand: Errand) -> Letter | None:
    """Say what was and what is now, with an invitation that moves the entry in the calendar."""
    return _stands(errand, was=errand.facts["was"])


def event_restored(errand: Errand) -> Letter | None:
    """Say that the event takes place after all, with an invitation that puts the entry back."""
    return _stands(errand, was=None)


def _stands(errand: Errand, was: dict[str, Any] | None) -> Letter | None:
    registration = shared.current(errand, *ACTIVE)
    if registration is None or registration.event.state is not EventState.PUBLISHED:
        return None
    event, t = registration.event, errand.translator(registration.language)
    kind = _kind(was, registration, t) if was else {}
    is_kind_alone = (
        was is not None
        and "registration_type_id" in was
        and _is_the_rest_the_same(was, registration)
    )
    if is_kind_alone and not kind:
        return None  # moved back before anybody was told
    to = mailbox(registration.name, registration.email)
    join_url = shared.join_url_of(errand, registration)
    # Calendars know nothing of kinds: what they hold is right.
    calendar = None if is_kind_alone else _moved(errand, registration, to, t, join_url)
    confirmed = registration.status is Status.CONFIRMED
    values = shared.about_theirs(errand, registration, t) | {
        "was": _was(was, registration, t) if was else (),
        "only_the_way": _is_the_way_alone(was, event) if was else False,
        "restored": was is None,
        "kind_alone": is_kind_alone,
        "kind": kind.get("now", ""),
        "kind_before": kind.get("before", ""),
        "answers_url": answers_url(errand, registration) if kind or was is None else "",
        "waiting": registration.status is Status.WAITING,
        "undecided": registration.status in (Status.AWAITING_APPROVAL, Status.OFFERED),
        "join_url": join_url if confirmed else "",
        "join_from": errand.batch.once(doors_open, event, registration.zone, t),
        "own_url": shared.own_page(errand, registration),
        "in_calendar": calendar.method if calendar else "",
        "is_first_entry": calendar is not None and calendar.is_first,
    }
    return errand.letter(
        "registration-changed", t, to=to, values=values, event=event, calendar=calendar
    )


def event_cancelled(errand: Errand) -> Letter | None:
    """Say that the event does not take place, and take the entry out of the calendar."""
    return _ended(errand, EventState.CANCELLED)


def event_postponed(errand: Errand) -> Letter | None:
    """Say that another date is looked for; the entry goes, the place stays."""
    return _ended(errand, EventState.POSTPONED)


def _ended(errand: Errand, state: EventState) -> Letter | None:
    registration = shared.current(errand, *ACTIVE)
    if registration is None or registration.event.state is not state:
        return None
    event, t = registration.event, errand.translator(registration.language)
    to = mailbox(registration.name, registration.email)
    calendar = _taken_out(errand, registration, to, t)
    values = shared.about_theirs(errand, registration, t) | {
        "postponed": state is EventState.POSTPONED,
        "waiting": registration.status is Status.WAITING,
        "own_url": shared.own_page(errand, registration),
        "in_calendar": calendar is not None,
    }
    return errand.letter("event-ended", t, to=to, values=values, event=event, calendar=calendar)


def _moved(
    errand: Errand, registration: Registration, to: Mailbox, t: Translator, join_url: str
) -> CalendarPart | None:
    if registration.status is not Status.CONFIRMED:
        return None
    if registration.event.precision is Precision.MONTH:
        # The day is open again: what the calendar shows is no longer true.
        return _taken_out(errand, registration, to, t)
    return calendar_part.request_part(errand, registration, to, t, join_url=join_url, again=False)


def _taken_out(
    errand: Errand, registration: Registration, to: Mailbox, t: Translator
) -> CalendarPart | None:
    return calendar_part.cancel_part(
        errand,
        registration.event,
        to,
        t,
        address=registration.address,
        registration_id=registration.id,
    )


def _is_the_way_alone(before: dict[str, Any], event: Event) -> bool:
    """Tell whether the event is as it was, and only how this person's kind takes part is new."""
    return all(before.get(name) == value for name, value in snapshot(event).items())


def _kind(before: dict[str, Any], registration: Registration, t: Translator) -> dict[str, str]:
    """Return what kind somebody was moved to, and from; nothing if they are of the kind they were of."""
    if (
        before.get("registration_type_id", registration.registration_type_id)
        == registration.registration_type_id
    ):
        return {}
    names = {"now": registration.kind.name if registration.kind else "", "before": before["kind"]}
    return {
        at: sanitize.isolated(sanitize.one_line(name), t.direction) for at, name in names.items()
    }


def _is_the_rest_the_same(before: dict[str, Any], registration: Registration) -> bool:
    """Tell whether event and way to take part are as they were."""
    then = attendance_format(Format(before["format"]), AttendanceMode(before["attendance_mode"]))
    is_way = then is registration.takes_part_in(registration.event)
    return is_way and _is_the_way_alone(before, registration.event)


def _was(before: dict[str, Any], registration: Registration, t: Translator) -> tuple[str, ...]:
    """Return what is no longer so, in lines: the time for this person and the cities, where they come."""
    said = []
    event, zone = registration.event, registration.zone
    when, span = times_of(before)
    if (when, span) != (event.when, event.span):
        if zone and isinstance(when, Timed):
            said.append(in_zone(span.starts_at, zone, t))
        said.append(
            formatting.schedule_text(when, span, [city(key) for key in before["cities"]], t)
        )
    # What a kind said before is told only where that changed.
    attendance_mode = AttendanceMode(before.get("attendance_mode", registration.attendance_mode))
    then, now = (
        attendance_format(Format(before["format"]), attendance_mode),
        registration.takes_part_in(event),
    )
    if then is not now:
        said.append(where_text(before["place"], then, t))
    elif before["place"] != event.place and not (now is Format.ONLINE and now is not event.format):
        said.append(sanitize.one_line(before["place"]))
    return tuple(line for line in said if line)
