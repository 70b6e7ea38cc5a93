"""Badge, registration panel and registration period of an event, by its availability."""

from dataclasses import dataclass, replace

from webinars.events.enums import AccessMode, EventState
from webinars.events.models import Event
from webinars.events.registration_availability import (
    ACCEPTS_REGISTRATIONS,
    Availability,
    needs_private_link,
)
from webinars.i18n import N_, Translator
from webinars.web.components.badge import Badge
from webinars.web.core.current_timezone import local_time_text


@dataclass(frozen=True)
class Panel:
    """Panel on an event's page about registration: heading, text and label of the button."""

    title: str
    text: str
    button: str = ""


# What is said of an event that does not take place at the time it was announced for.
CALLED_OFF = {EventState.CANCELLED: N_("Cancelled"), EventState.POSTPONED: N_("Postponed")}

_BADGES = {
    Availability.OPEN: Badge("open", "ring", N_("Open")),
    Availability.FULL: Badge("full", "block", N_("Full"), N_("waiting list open")),
    Availability.NOT_YET: Badge("soon", "ring", N_("Not open yet")),
    Availability.CLOSED: Badge("closed", "block", N_("Closed")),
    Availability.CANCELLED: Badge("cancelled", "cross", N_("Cancelled")),
    Availability.POSTPONED: Badge("wait", "clock", N_("Postponed")),
    Availability.ELSEWHERE: Badge("elsewhere", "out", N_("External registration")),
    Availability.ENDED: Badge("ended", "check", N_("Ended")),
    Availability.UNFIXED: Badge("unfixed", "calendar", N_("Date not set")),
    Availability.NO_REGISTRATION: Badge("free", "check", N_("No registration")),
}

_PANELS = {
    Availability.OPEN: Panel(
        N_("Registration is open"),
        N_("No charge, no account. Fill in a short form, and we e-mail you the details."),
        N_("Register"),
    ),
    Availability.FULL: Panel(
        N_("All places are taken"),
        N_("You can join the waiting list. We e-mail you as soon as a place is available."),
        N_("Join the waiting list"),
    ),
    Availability.NOT_YET: Panel(
        N_("Registration is not open yet"), N_("You do not need an account, only a short form.")
    ),
    Availability.CLOSED: Panel(
        N_("Registration is closed"),
        N_("If you are registered, your confirmation e-mail has everything you need."),
    ),
    Availability.CANCELLED: Panel(
        N_("This event is cancelled"),
        N_("It will not take place. Everyone who was registered is notified by e-mail."),
    ),
    Availability.POSTPONED: Panel(
        N_("This event is postponed"),
        N_("The time shown no longer applies. The new time will appear here once it is set."),
    ),
    Availability.ELSEWHERE: Panel(
        N_("External registration"),
        N_("The host takes registrations on its own site."),
        N_("Go to the host’s site"),
    ),
    Availability.ENDED: Panel(
        N_("This event has ended"), N_("Thank you for your interest. This page remains available.")
    ),
    Availability.UNFIXED: Panel(
        N_("The date is not set yet"),
        N_("Registration opens once the date is set. Subscribe to see the date in your calendar."),
    ),
    Availability.NO_REGISTRATION: Panel(
        N_("No registration"),
        N_("You do not need to register. The contact is listed below."),
    ),
}


# Notes of the badge of events that are running or start soon.
_START_NOTES = {
    Availability.OPEN: N_("registration open"),
    Availability.FULL: N_("full, waiting list open"),
    Availability.NOT_YET: N_("registration not open yet"),
    Availability.CLOSED: N_("registration closed"),
    Availability.ELSEWHERE: N_("external registration"),
    Availability.NO_REGISTRATION: N_("no registration"),
}
_PRIVATE_LINK_BADGE = Badge("closed", "lock", N_("By invitation"))
_PRIVATE_LINK_PANEL = Panel(
    N_("By invitation only"),
    N_("You need an invitation link to register. If you do not have one, ask the organiser."),
)
_APPROVAL_PANEL = Panel(
    N_("Request a place"),
    N_(
        "No charge, no account. The organiser decides on each request, and we e-mail you the decision."
    ),
    N_("Request a place"),
)


def badge(
    availability: Availability,
    t: Translator,
    access_mode: AccessMode = AccessMode.OPEN,
    *,
    minutes: int | None = None,
) -> Badge:
    """Return the translated badge; minutes are those of minutes_to_start()."""
    result = (
        _PRIVATE_LINK_BADGE
        if needs_private_link(availability, access_mode)
        else _BADGES[availability]
    )
    start = start_badge(minutes, t)
    if start and availability in _START_NOTES:
        is_private = needs_private_link(availability, access_mode)
        note = N_("by invitation") if is_private else _START_NOTES[availability]
        return replace(start, note=t(note))
    return Badge(result.style, result.icon, t(result.label), t(result.note) if result.note else "")


def start_badge(minutes: int | None, t: Translator) -> Badge | None:
    """Return the badge of an event that is running or starts soon, by minutes_to_start(); else None."""
    if minutes is None:
        return None
    if not minutes:
        return Badge("now", "clock", t("Now"))
    text = t.plural("Starts in %(n)s minute", "Starts in %(n)s minutes", minutes)
    return Badge("starting", "clock", text)


def status_label(availability: Availability, t: Translator) -> str:
    """Return the label of an event's badge, for sentences."""
    return badge(availability, t).label


def panel(
    availability: Availability,
    t: Translator,
    access_mode: AccessMode = AccessMode.OPEN,
    *,
    requires_approval: bool = False,
    minutes: int | None = None,
) -> Panel:
    """Return the translated panel; minutes are those of minutes_to_start()."""
    result = _PANELS[availability]
    if needs_private_link(availability, access_mode):
        result = _PRIVATE_LINK_PANEL
    elif availability is Availability.OPEN and requires_approval:
        result = _APPROVAL_PANEL
    elif availability is Availability.OPEN and minutes is not None:
        return _start_panel(minutes, t)
    return Panel(t(result.title), t(result.text), t(result.button) if result.button else "")


def _start_panel(minutes: int, t: Translator) -> Panel:
    """Return the panel of an open event that is running or starts soon."""
    title = (
        t.plural("This event starts in %(n)s minute", "This event starts in %(n)s minutes", minutes)
        if minutes
        else t("This event is taking place now")
    )
    text = t("You can still register. An e-mail with the details arrives within a few minutes.")
    return Panel(title, text, t("Register"))


def registration_period_text(
    event: Event,
    availability: Availability,
    reader_zone: str,
    known: bool,  # noqa: FBT001 - reader_zone() returns the pair
    t: Translator,
) -> str:
    """Return a sentence about when registration opens, closes or closed; empty if it has no such time."""
    if availability is Availability.NOT_YET and event.opens_at:
        at = local_time_text(event.opens_at, reader_zone, known, t)
        return t("Registration opens on %(time)s.", time=at)
    if event.closes_at is None or availability not in {*ACCEPTS_REGISTRATIONS, Availability.CLOSED}:
        return ""
    at = local_time_text(event.closes_at, reader_zone, known, t)
    if availability is Availability.CLOSED:
        return t("Registration closed on %(time)s.", time=at)
    return t("Open until %(time)s.", time=at)
