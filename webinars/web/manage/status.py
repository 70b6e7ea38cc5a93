"""How somebody stands, on their own page: the badge, the next step, what giving up is called."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from webinars.events.models import Event
from webinars.events.rules import EventState, WaitingList
from webinars.i18n import N_, Translator
from webinars.registrations import queries
from webinars.registrations.models import Registration, Status
from webinars.timezones import clock
from webinars.web.components.status import Badge
from webinars.web.core.locale import local_time_text, zone_or_event_zone
from webinars.web.manage.join_status import Door, DoorState

_BADGES = {
    Status.CONFIRMED: Badge("sure", "check", N_("You have a place")),
    Status.AWAITING_APPROVAL: Badge("wait", "clock", N_("Awaiting approval")),
    Status.WAITING: Badge("wait", "clock", N_("You are on the waiting list")),
    Status.OFFERED: Badge("wait", "clock", N_("A place is offered to you")),
    Status.REFUSED: Badge("closed", "block", N_("Declined by the organiser")),
    Status.CANCELLED: Badge("closed", "give", N_("You cancelled your registration")),
}
# Why somebody is out, where they did not give the place back here; what the letter said that told them.
_ENDED = {
    "offer-ended": Badge("closed", "clock", N_("The offer has expired")),
    "proof-ended": Badge("closed", "clock", N_("You did not confirm in time")),
    "declined": Badge("closed", "give", N_("You declined in your calendar")),
    "by-organiser": Badge("closed", "block", N_("The organiser cancelled your registration")),
    "by-delegation": Badge("closed", "block", N_("Your delegation withdrew you")),
}


# What is left to say once the event has ended.
_AFTERWARDS = {
    Status.CONFIRMED: N_("Over: you had a place"),
    Status.AWAITING_APPROVAL: N_("Over: you had requested a place"),
    Status.WAITING: N_("Over: you were on the waiting list"),
    Status.OFFERED: N_("Over: a place was offered to you"),
}


@dataclass(frozen=True)
class Leaving:
    """What giving up is called, as somebody stands: on their page, and where they are asked once more.

    then says what follows; lead says it in front of the question, with what becomes of the calendar entry.
    """

    title: str
    then: str
    link: str
    question: str
    lead: str
    yes: str
    no: str


@dataclass(frozen=True)
class Step:
    """What comes next for somebody who has no place yet, or none for sure.

    lead stands out; text explains. do is the button: "take" an offer, "prove" the address, or there is none.
    """

    title: str
    text: str
    lead: str = ""
    do: str = ""


_LEAVING = {
    Status.CONFIRMED: Leaving(
        N_("Cancel my registration"),
        N_(
            "If others are waiting, one of them gets your place. You can register again "
            "while places are free."
        ),
        N_("Cancel my registration…"),
        N_("Cancel your registration?"),
        N_(
            "If others are waiting, one of them gets your place. An e-mail removes "
            "the event from your calendar. You can register again while places are "
            "free."
        ),
        N_("Yes, cancel"),
        N_("Keep my registration"),
    ),
    Status.OFFERED: Leaving(
        N_("Decline the offer"),
        N_(
            "The place goes to the next person on the waiting list: the sooner you "
            "decline, the better for them."
        ),
        N_("Decline…"),
        N_("Decline the offer?"),
        N_(
            "The place goes to the next person on the waiting list, and you leave "
            "the list. If you register again, you join at its end."
        ),
        N_("Yes, decline"),
        N_("Go back"),
    ),
    Status.WAITING: Leaving(
        N_("Leave the waiting list"),
        N_("If you register again, you join at the end of the list."),
        N_("Leave the list…"),
        N_("Leave the waiting list?"),
        N_("You give up your position. If you register again, you join at the end of the list."),
        N_("Yes, leave the list"),
        N_("Stay on the list"),
    ),
    Status.AWAITING_APPROVAL: Leaving(
        N_("Withdraw my request"),
        N_("The place held for you goes to somebody else. You can send a new request."),
        N_("Withdraw…"),
        N_("Withdraw your request?"),
        N_("The place held for you goes to somebody else. You can send a new request."),
        N_("Yes, withdraw"),
        N_("Keep my request"),
    ),
}


def badge(place: Registration, t: Translator) -> Badge:
    """Return the badge of a registration: its status, why it ended, or what it was once the event is over."""
    found = _BADGES[place.status]
    if place.status in _AFTERWARDS and is_over(place.event):
        found = Badge("ended", "check", _AFTERWARDS[place.status])
    if place.status is Status.CANCELLED:
        found = _ENDED.get(place.cancel_reason, found)
    return replace(found, word=t(found.word))


def is_over(event: Event) -> bool:
    """Return whether an event took place and has ended."""
    return event.state is EventState.PUBLISHED and event.ends_at <= clock.now()


def leaving(place: Registration, t: Translator) -> Leaving | None:
    """Return what giving up is called for somebody who has something to give up; nobody has after the end."""
    found = None if is_over(place.event) else _LEAVING.get(place.status)
    return found and Leaving(*(t(getattr(found, name)) for name in Leaving.__annotations__))


def step(session: Session, place: Registration, door: Door, t: Translator) -> Step | None:
    """Return the next step of somebody whose place is not settled; None where the door says all."""
    if _is_off(door):
        return None
    match place.status:
        case Status.OFFERED:
            return _offer(place, t)
        case Status.WAITING:
            return _turn(session, place, t)
        case Status.AWAITING_APPROVAL:
            return Step(
                t("The organiser decides on your request"),
                t(
                    "A place is held for you until then. We e-mail you the decision, "
                    "and the invitation for your calendar if you are approved."
                ),
            )
        case Status.REFUSED:
            return Step(
                t("The organiser declined your registration"),
                t(
                    "You cannot register for this event again. If you think this is "
                    "a mistake, write to the organiser."
                ),
            )
    return None


def proof(place: Registration, door: Door, t: Translator) -> Step | None:
    """Return what somebody is asked whose place ends unless they say that the address is theirs."""
    has_an_end = place.status is Status.CONFIRMED and place.ends_at is not None
    if not has_an_end or place.verified_at is not None or _is_off(door):
        return None
    return Step(
        t("Confirm your e-mail address"),
        t("If you do not confirm, your place goes to somebody else."),
        t("Confirm by %(until)s. Your place is held until then.", until=_until(place, t)),
        "prove",
    )


def _is_off(door: Door) -> bool:
    return door.state in {DoorState.CANCELLED, DoorState.POSTPONED, DoorState.OVER}


def _offer(place: Registration, t: Translator) -> Step:
    title = t("Do you still want to come?")
    if place.ends_at is not None and place.ends_at <= clock.now():
        # The worker has not been here yet: nobody else has it.
        lead = t("The place was held for you until %(until)s.", until=_until(place, t))
        return Step(title, t("It is still free: accept it now."), lead, "take")
    lead = t("Accept by %(until)s.", until=_until(place, t)) if place.ends_at else ""
    return Step(
        title,
        t("If you do not accept in time, the place goes to the next person on the waiting list."),
        lead,
        "take",
    )


def _turn(session: Session, place: Registration, t: Translator) -> Step:
    """Say where somebody stands in line: among those of their kind, where there are kinds."""
    before = queries.waiting_before(session, place)
    lead = (
        t("You are number %(n)s on the waiting list.", n=before + 1)
        if before
        else t("You are next on the waiting list.")
    )
    if place.event.waiting_list is WaitingList.BY_HAND:
        return Step(
            t("Waiting for a place"),
            t("The organiser assigns places that become free. We e-mail you if you get one."),
            lead,
        )
    if place.event.waiting_list is WaitingList.AT_ONCE:
        text = t("When a place becomes free for you, you get it automatically, and we e-mail you.")
    else:
        text = t("When a place becomes free for you, we e-mail you an offer to accept.")
    return Step(t("Waiting for a place"), text, lead)


def _until(place: Registration, t: Translator) -> str:
    assert place.ends_at is not None  # noqa: S101 - for the type checker
    return local_time_text(place.ends_at, *zone_or_event_zone(place.zone, place.event.zone), t)
