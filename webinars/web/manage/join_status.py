"""What stands at the door of an event's room for one registrant: the words, the count, whether it opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from webinars.events.models import Event
from webinars.events.rules import EventState, Format
from webinars.i18n import N_, Translator
from webinars.registrations.models import Registration, Status
from webinars.registrations.rules import JOIN_OPENS_BEFORE, JoinState, join_state
from webinars.timezones.schedule import Precision
from webinars.web.core.locale import local_time_text, zone_or_event_zone


class DoorState(StrEnum):
    """Why the door is shut, or that it is open."""

    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    GIVEN_BACK = "given-back"
    OVER = "over"
    WAITING = "waiting"
    ASKED = "asked"
    OFFERED = "offered"
    REFUSED = "refused"
    IN_PLACE = "in-place"
    THERE = "there"
    UNFIXED = "unfixed"
    EARLY = "early"
    NO_ROOM = "no-room"
    OPEN = "open"


@dataclass(frozen=True)
class Door:
    """The door as a page shows it. counts are numbers with their unit until it opens; opens says when."""

    state: DoorState
    title: str
    text: str
    counts: tuple[tuple[int, str], ...] = ()
    opens: str = ""

    @property
    def may_enter(self) -> bool:
        """Tell whether the button stands there."""
        return self.state is DoorState.OPEN

    @property
    def will_change(self) -> bool:
        """Tell whether somebody who waits in front of it sees it change."""
        return self.state in {DoorState.EARLY, DoorState.NO_ROOM}


_WORDS = {
    DoorState.CANCELLED: (
        N_("This event is cancelled"),
        N_("It will not take place. An e-mail removes it from your calendar."),
    ),
    DoorState.POSTPONED: (
        N_("This event is postponed"),
        N_("The time shown no longer applies. We e-mail you once there is a new one."),
    ),
    DoorState.GIVEN_BACK: (
        N_("You are no longer registered"),
        N_(
            "You cannot join without a registration. You can register again with the "
            "link in our e-mails."
        ),
    ),
    DoorState.OVER: (
        N_("This event is over"),
        N_("It has ended, and nobody can join any more."),
    ),
    DoorState.WAITING: (
        N_("You are on the waiting list"),
        N_("Only people with a place can join. We e-mail you when there is a place for you."),
    ),
    DoorState.ASKED: (
        N_("The organiser decides on your request"),
        N_("Only people with a place can join. We e-mail you the decision."),
    ),
    DoorState.OFFERED: (
        N_("A place is offered to you"),
        N_("Accept it with the link in the e-mail; then you can join here."),
    ),
    DoorState.REFUSED: (
        N_("The organiser declined your registration"),
        N_("You cannot join this event."),
    ),
    DoorState.IN_PLACE: (
        N_("This event is held in person"),
        N_("There is no online meeting. The venue is shown with the time."),
    ),
    DoorState.THERE: (
        N_("You are registered to attend in person"),
        N_(
            "The venue is shown with the time. If you want to attend online instead, "
            "write to the organiser; once they have changed your registration, you "
            "can join here."
        ),
    ),
    DoorState.UNFIXED: (
        N_("The date is not set yet"),
        N_("Your place is held. We e-mail you once the date is set; then you can join here."),
    ),
    DoorState.EARLY: (
        N_("You can join in"),
        N_("The join button appears here 15 minutes before the start."),
    ),
    DoorState.NO_ROOM: (
        N_("The join link is not available yet"),
        N_("The organiser has not added it yet. Stay on this page, or reload it in a minute."),
    ),
    DoorState.OPEN: (
        N_("You can join now"),
        N_("The button opens the meeting on another site."),
    ),
}

_WITHOUT_PLACE = {
    Status.AWAITING_APPROVAL: DoorState.ASKED,
    Status.WAITING: DoorState.WAITING,
    Status.OFFERED: DoorState.OFFERED,
    Status.REFUSED: DoorState.REFUSED,
    Status.CANCELLED: DoorState.GIVEN_BACK,
}


def door(place: Registration, event: Event, now: datetime, t: Translator) -> Door:
    """Return how the door of an event's room stands for one registrant."""
    state = _state(place, event, now)
    title, text = _WORDS[state]
    if state is not DoorState.EARLY:
        return Door(state, t(title), t(text))
    opens_at = event.starts_at - JOIN_OPENS_BEFORE
    opens = local_time_text(opens_at, *zone_or_event_zone(place.zone, event.zone), t)
    return Door(state, t(title), t(text), counts(opens_at - now, t), opens)


def counts(left: timedelta, t: Translator) -> tuple[tuple[int, str], ...]:
    """Return a span as days, hours and minutes with their words; the last minute counts as one."""
    minutes = max(1, -(-left // timedelta(minutes=1)))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    told = [
        (days, t.plural("day", "days", days)),
        (hours, t.plural("hour", "hours", hours)),
        (minutes, t.plural("minute", "minutes", minutes)),
    ]
    while len(told) > 1 and told[0][0] == 0:
        told.pop(0)
    return tuple(told)


def _state(place: Registration, event: Event, now: datetime) -> DoorState:
    room = join_state(event.starts_at, event.ends_at, now)
    if event.state is EventState.CANCELLED:
        return DoorState.CANCELLED
    if event.state is EventState.POSTPONED:
        return DoorState.POSTPONED
    if room is JoinState.OVER:
        return DoorState.OVER
    if place.status is not Status.CONFIRMED:
        return _WITHOUT_PLACE[place.status]
    if place.takes_part_in(event) is Format.IN_PERSON and event.format is Format.HYBRID:
        return DoorState.THERE
    return _with_place(event, room)


def _with_place(event: Event, room: JoinState) -> DoorState:
    if event.format is Format.IN_PERSON:
        return DoorState.IN_PLACE
    if event.precision is Precision.MONTH:
        return DoorState.UNFIXED
    if room is JoinState.EARLY:
        return DoorState.EARLY
    return DoorState.OPEN if event.meeting_url else DoorState.NO_ROOM
