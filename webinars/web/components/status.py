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
    Availability.ELSEWHERE: Badge("elsewhere", "out", N_("Held elsewhere")),
    Availability.ENDED: Badge("ended", "check", N_("Over")),
    Availability.UNFIXED: Badge("unfixed", "calendar", N_("Month only")),
    Availability.NO_REGISTRATION: Badge("free", "check", N_("No registration")),
}

_PANELS = {
    Availability.OPEN: Panel(
        N_("Get a place"),
        N_("Free. No account: one short form, one mail with everything."),
        N_("Register"),
    ),
    Availability.FULL: Panel(
        N_("All places are taken"),
        N_("New names join the waiting list. A mail tells them as soon as there is a place."),
        N_("Join the waiting list"),
    ),
    Availability.NOT_YET: Panel(
        N_("Registration is not open yet"), N_("Come back then: one short form, no account.")
    ),
    Availability.CLOSED: Panel(
        N_("Registration is closed"),
        N_("If you have a place, the mail that came with it holds the way in."),
    ),
    Availability.CANCELLED: Panel(
        N_("This event is cancelled"),
        N_("It does not take place. Everybody who had a place is told by mail."),
    ),
    Availability.POSTPONED: Panel(
        N_("This event is postponed"),
        N_("The time shown does not hold any more. A new one will stand here when it is known."),
    ),
    Availability.ELSEWHERE: Panel(
        N_("Held elsewhere"),
        N_("Places are given by those who hold it, on their own page."),
        N_("To their page"),
    ),
    Availability.ENDED: Panel(
        N_("This event is over"), N_("Registration has ended. Its page stays here to be read.")
    ),
    Availability.UNFIXED: Panel(
        N_("The day is not fixed yet"),
        N_(
            "Places are given once it is. Look here again, or take the feed: it will bring the day."
        ),
    ),
    Availability.NO_REGISTRATION: Panel(
        N_("No registration"),
        N_("You need not register here. Who to ask stands below."),
    ),
}


# What is beside "Now" on the badge of an event that takes place at this moment.
_NOW_BESIDE = {
    Availability.OPEN: N_("registration open"),
    Availability.FULL: N_("full, waiting list open"),
    Availability.NOT_YET: N_("registration not open yet"),
    Availability.CLOSED: N_("registration closed"),
    Availability.ELSEWHERE: N_("held elsewhere"),
    Availability.NO_REGISTRATION: N_("no registration"),
}
_NOW_PANEL = Panel(
    N_("This event is on now"),
    N_("You can still register. An e-mail with everything arrives within a few minutes."),
    N_("Register"),
)
_BY_LINK_BADGE = Badge("closed", "lock", N_("By invitation"))
_BY_LINK_PANEL = Panel(
    N_("Registration is by a personal or secret link"),
    N_(
        "Places go to those who were sent a link. If you have one, follow it; else ask the organiser."
    ),
)
_APPROVED_PANEL = Panel(
    N_("Ask for a place"),
    N_("Free. No account: one short form. The organiser decides on each; a mail tells you."),
    N_("Ask for a place"),
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
