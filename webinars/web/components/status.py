"""How an event stands, in a word with a sign, and in the sentences of the panel beside its time."""

from dataclasses import dataclass

from webinars.events.rules import TAKES_NAMES, AccessMode, Standing
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
    Standing.OPEN: Badge("open", "ring", N_("Open")),
    Standing.FULL: Badge("full", "block", N_("Full"), N_("waiting list open")),
    Standing.NOT_YET: Badge("soon", "ring", N_("Not open yet")),
    Standing.CLOSED: Badge("closed", "block", N_("Closed")),
    Standing.CANCELLED: Badge("cancelled", "cross", N_("Cancelled")),
    Standing.POSTPONED: Badge("wait", "clock", N_("Postponed")),
    Standing.ELSEWHERE: Badge("elsewhere", "out", N_("Held elsewhere")),
    Standing.ENDED: Badge("ended", "check", N_("Over")),
    Standing.UNFIXED: Badge("unfixed", "calendar", N_("Month only")),
    Standing.NO_REGISTRATION: Badge("free", "check", N_("No registration")),
}

_PANELS = {
    Standing.OPEN: Panel(
        N_("Get a place"),
        N_("Free. No account: one short form, one mail with everything."),
        N_("Register"),
    ),
    Standing.FULL: Panel(
        N_("All places are taken"),
        N_("New names join the waiting list. A mail tells them as soon as there is a place."),
        N_("Join the waiting list"),
    ),
    Standing.NOT_YET: Panel(
        N_("Registration is not open yet"), N_("Come back then: one short form, no account.")
    ),
    Standing.CLOSED: Panel(
        N_("Registration is closed"),
        N_("If you have a place, the mail that came with it holds the way in."),
    ),
    Standing.CANCELLED: Panel(
        N_("This event is cancelled"),
        N_("It does not take place. Everybody who had a place is told by mail."),
    ),
    Standing.POSTPONED: Panel(
        N_("This event is postponed"),
        N_("The time shown does not hold any more. A new one will stand here when it is known."),
    ),
    Standing.ELSEWHERE: Panel(
        N_("Held elsewhere"),
        N_("Places are given by those who hold it, on their own page."),
        N_("To their page"),
    ),
    Standing.ENDED: Panel(
        N_("This event is over"), N_("Registration has ended. Its page stays here to be read.")
    ),
    Standing.UNFIXED: Panel(
        N_("The day is not fixed yet"),
        N_(
            "Places are given once it is. Look here again, or take the feed: it will bring the day."
        ),
    ),
    Standing.NO_REGISTRATION: Panel(
        N_("No registration"),
        N_("You need not register here. Who to ask stands below."),
    ),
}


# What is beside "Now" on the badge of an event that takes place at this moment.
_NOW_BESIDE = {
    Standing.OPEN: N_("registration open"),
    Standing.FULL: N_("full, waiting list open"),
    Standing.NOT_YET: N_("registration not open yet"),
    Standing.CLOSED: N_("registration closed"),
    Standing.ELSEWHERE: N_("held elsewhere"),
    Standing.NO_REGISTRATION: N_("no registration"),
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


def is_by_link(how: Standing, access_mode: AccessMode) -> bool:
    """Tell whether an event takes names, but only from those who come by a link of their own."""
    return how in TAKES_NAMES and access_mode is not AccessMode.OPEN


def badge(
    how: Standing,
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


def status_word(how: Standing, t: Translator) -> str:
    """Return the word of an event's badge, for sentences."""
    return badge(how, t).word


def panel(
    how: Standing,
    t: Translator,
    access_mode: AccessMode = AccessMode.OPEN,
    *,
    requires_approval: bool = False,
    is_running: bool = False,
) -> Panel:
    """Return the panel of a standing in the reader's language."""
    found = _PANELS[how]
    if how is Standing.OPEN and requires_approval:
        found = _APPROVED_PANEL
    elif how is Standing.OPEN and is_running:
        found = _NOW_PANEL
    if is_by_link(how, access_mode):
        found = _BY_LINK_PANEL
    return Panel(t(found.title), t(found.text), t(found.button) if found.button else "")
