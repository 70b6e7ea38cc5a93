"""How an event stands, in a word with a sign, and in the sentences of the panel beside its time."""

from dataclasses import dataclass

from webinars.events.rules import ACCEPTS_REGISTRATIONS, AccessMode, Availability
from webinars.i18n import N_, Translator


@dataclass(frozen=True)
class Badge:
    """A state: the kind of its badge, the sign, the word, and a few more words that stand beside it."""

    kind: str
    sign: str
    word: str
    beside: str = ""


@dataclass(frozen=True)
class Panel:
    """What an event's page says about getting a place: a heading, sentences, and the words of the button."""

    title: str
    text: str
    button: str = ""


_BADGES = {
    Availability.OPEN: Badge("open", "ring", N_("Open")),
    Availability.FULL: Badge("full", "block", N_("Full"), N_("waiting list open")),
    Availability.NOT_YET: Badge("soon", "ring", N_("Not open yet")),
    Availability.CLOSED: Badge("closed", "block", N_("Closed")),
    Availability.CANCELLED: Badge("cancelled", "cross", N_("Cancelled")),
    Availability.POSTPONED: Badge("wait", "clock", N_("Postponed")),
    Availability.ELSEWHERE: Badge("elsewhere", "out", N_("Registration elsewhere")),
    Availability.ENDED: Badge("ended", "check", N_("Ended")),
    Availability.UNFIXED: Badge("unfixed", "calendar", N_("Date not set")),
    Availability.NO_REGISTRATION: Badge("free", "check", N_("No registration")),
}

_PANELS = {
    Availability.OPEN: Panel(
        N_("Registration is open"),
        N_("Free, and no account needed. Fill in a short form and get one e-mail with everything."),
        N_("Register"),
    ),
    Availability.FULL: Panel(
        N_("All places are taken"),
        N_("You can join the waiting list. We e-mail you as soon as there is a place."),
        N_("Join the waiting list"),
    ),
    Availability.NOT_YET: Panel(
        N_("Registration is not open yet"), N_("Registering takes one short form and no account.")
    ),
    Availability.CLOSED: Panel(
        N_("Registration is closed"),
        N_("If you are registered, your confirmation e-mail has everything you need."),
    ),
    Availability.CANCELLED: Panel(
        N_("This event is cancelled"),
        N_("It will not take place. Everyone who was registered is told by e-mail."),
    ),
    Availability.POSTPONED: Panel(
        N_("This event is postponed"),
        N_("The time shown no longer applies. The new time will appear here once it is set."),
    ),
    Availability.ELSEWHERE: Panel(
        N_("Registration elsewhere"),
        N_("The host takes registrations on their own site."),
        N_("Go to the host’s site"),
    ),
    Availability.ENDED: Panel(
        N_("This event has ended"), N_("Registration is closed. This page remains available.")
    ),
    Availability.UNFIXED: Panel(
        N_("The date is not set yet"),
        N_(
            "Registration opens once it is. Come back later, or subscribe to see the date in your calendar."
        ),
    ),
    Availability.NO_REGISTRATION: Panel(
        N_("No registration"),
        N_("You do not need to register. The contact is listed below."),
    ),
}


# What is beside "Now" on the badge of an event that takes place at this moment.
_NOW_BESIDE = {
    Availability.OPEN: N_("registration open"),
    Availability.FULL: N_("full, waiting list open"),
    Availability.NOT_YET: N_("registration not open yet"),
    Availability.CLOSED: N_("registration closed"),
    Availability.ELSEWHERE: N_("registration elsewhere"),
    Availability.NO_REGISTRATION: N_("no registration"),
}
_NOW_PANEL = Panel(
    N_("This event is taking place now"),
    N_("You can still register. An e-mail with everything arrives within a few minutes."),
    N_("Register"),
)
_BY_LINK_BADGE = Badge("closed", "lock", N_("By invitation"))
_BY_LINK_PANEL = Panel(
    N_("By invitation only"),
    N_("You need an invitation link to register. If you do not have one, ask the organiser."),
)
_APPROVED_PANEL = Panel(
    N_("Request a place"),
    N_(
        "Free, and no account needed. The organiser decides on each request, and we e-mail you the decision."
    ),
    N_("Request a place"),
)


def is_by_link(how: Availability, access_mode: AccessMode) -> bool:
    """Tell whether an event takes names, but only from those who come by a link of their own."""
    return how in ACCEPTS_REGISTRATIONS and access_mode is not AccessMode.OPEN


def badge(
    how: Availability,
    t: Translator,
    access_mode: AccessMode = AccessMode.OPEN,
    *,
    is_running: bool = False,
) -> Badge:
    """Return the badge of a standing in the reader's language; is_running: the event takes place now."""
    found = _BY_LINK_BADGE if is_by_link(how, access_mode) else _BADGES[how]
    if is_running and how in _NOW_BESIDE:
        beside = N_("by invitation") if is_by_link(how, access_mode) else _NOW_BESIDE[how]
        found = Badge("now", "clock", N_("Now"), beside)
    return Badge(found.kind, found.sign, t(found.word), t(found.beside) if found.beside else "")


def status_word(how: Availability, t: Translator) -> str:
    """Return the word of an event's badge, for sentences."""
    return badge(how, t).word


def panel(
    how: Availability,
    t: Translator,
    access_mode: AccessMode = AccessMode.OPEN,
    *,
    requires_approval: bool = False,
    is_running: bool = False,
) -> Panel:
    """Return the panel of a standing in the reader's language."""
    found = _PANELS[how]
    if how is Availability.OPEN and requires_approval:
        found = _APPROVED_PANEL
    elif how is Availability.OPEN and is_running:
        found = _NOW_PANEL
    if is_by_link(how, access_mode):
        found = _BY_LINK_PANEL
    return Panel(t(found.title), t(found.text), t(found.button) if found.button else "")
