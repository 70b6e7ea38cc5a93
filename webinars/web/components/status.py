"""How an event stands, in a word with a sign, and in the sentences of the panel beside its time."""

from dataclasses import dataclass

from webinars.events.rules import TAKES_NAMES, Entry, Standing
from webinars.i18n import Wording, mark


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
    Standing.OPEN: Badge("open", "ring", mark("Open")),
    Standing.FULL: Badge("full", "block", mark("Full"), mark("waiting list open")),
    Standing.NOT_YET: Badge("soon", "ring", mark("Not open yet")),
    Standing.CLOSED: Badge("closed", "block", mark("Closed")),
    Standing.CANCELLED: Badge("cancelled", "cross", mark("Cancelled")),
    Standing.POSTPONED: Badge("wait", "clock", mark("Postponed")),
    Standing.ELSEWHERE: Badge("elsewhere", "out", mark("Held elsewhere")),
    Standing.ENDED: Badge("ended", "check", mark("Over")),
    Standing.UNFIXED: Badge("unfixed", "calendar", mark("Month only")),
    Standing.NO_REGISTRATION: Badge("free", "check", mark("No registration")),
}

_PANELS = {
    Standing.OPEN: Panel(
        mark("Get a place"),
        mark("Free. No account: one short form, one mail with everything."),
        mark("Register"),
    ),
    Standing.FULL: Panel(
        mark("All places are taken"),
        mark("New names join the waiting list. A mail tells them as soon as there is a place."),
        mark("Join the waiting list"),
    ),
    Standing.NOT_YET: Panel(
        mark("Registration is not open yet"), mark("Come back then: one short form, no account.")
    ),
    Standing.CLOSED: Panel(
        mark("Registration is closed"),
        mark("If you have a place, the mail that came with it holds the way in."),
    ),
    Standing.CANCELLED: Panel(
        mark("This event is cancelled"),
        mark("It does not take place. Everybody who had a place is told by mail."),
    ),
    Standing.POSTPONED: Panel(
        mark("This event is postponed"),
        mark("The time shown does not hold any more. A new one will stand here when it is known."),
    ),
    Standing.ELSEWHERE: Panel(
        mark("Held elsewhere"),
        mark("Places are given by those who hold it, on their own page."),
        mark("To their page"),
    ),
    Standing.ENDED: Panel(
        mark("This event is over"), mark("Registration has ended. Its page stays here to be read.")
    ),
    Standing.UNFIXED: Panel(
        mark("The day is not fixed yet"),
        mark(
            "Places are given once it is. Look here again, or take the feed: it will bring the day."
        ),
    ),
    Standing.NO_REGISTRATION: Panel(
        mark("No registration"),
        mark("You need not register here. Who to ask stands below."),
    ),
}


# What is beside "Now" on the badge of an event that takes place at this moment.
_NOW_BESIDE = {
    Standing.OPEN: mark("registration open"),
    Standing.FULL: mark("full, waiting list open"),
    Standing.NOT_YET: mark("registration not open yet"),
    Standing.CLOSED: mark("registration closed"),
    Standing.ELSEWHERE: mark("held elsewhere"),
    Standing.NO_REGISTRATION: mark("no registration"),
}
_NOW_PANEL = Panel(
    mark("This event is on now"),
    mark("You can still register. An e-mail with everything arrives within a few minutes."),
    mark("Register"),
)
_BY_LINK_BADGE = Badge("closed", "lock", mark("By invitation"))
_BY_LINK_PANEL = Panel(
    mark("Registration is by a personal or secret link"),
    mark(
        "Places go to those who were sent a link. If you have one, follow it; else ask the organiser."
    ),
)
_APPROVED_PANEL = Panel(
    mark("Ask for a place"),
    mark("Free. No account: one short form. The organiser decides on each; a mail tells you."),
    mark("Ask for a place"),
)


def is_by_link(how: Standing, entry: Entry) -> bool:
    """Tell whether an event takes names, but only from those who come by a link of their own."""
    return how in TAKES_NAMES and entry is not Entry.OPEN


def badge(
    how: Standing, w: Wording, entry: Entry = Entry.OPEN, *, is_running: bool = False
) -> Badge:
    """Return the badge of a standing in the reader's language; is_running: the event takes place now."""
    found = _BY_LINK_BADGE if is_by_link(how, entry) else _BADGES[how]
    if is_running and how in _NOW_BESIDE:
        beside = mark("by invitation") if is_by_link(how, entry) else _NOW_BESIDE[how]
        found = Badge("now", "clock", mark("Now"), beside)
    return Badge(found.kind, found.sign, w(found.word), w(found.beside) if found.beside else "")


def panel(
    how: Standing,
    w: Wording,
    entry: Entry = Entry.OPEN,
    *,
    asks_approval: bool = False,
    is_running: bool = False,
) -> Panel:
    """Return the panel of a standing in the reader's language."""
    found = _PANELS[how]
    if how is Standing.OPEN and asks_approval:
        found = _APPROVED_PANEL
    elif how is Standing.OPEN and is_running:
        found = _NOW_PANEL
    if is_by_link(how, entry):
        found = _BY_LINK_PANEL
    return Panel(w(found.title), w(found.text), w(found.button) if found.button else "")
