"""State that decides what a registrant's pages show: of the event, the registration, then the meeting."""

from datetime import datetime
from enum import StrEnum

from webinars.events.enums import EventState, Format
from webinars.events.models import Event
from webinars.registrations.models import Registration
from webinars.registrations.registrant.join_meeting import JoinState, join_state
from webinars.registrations.status import Status
from webinars.timezones.schedule import Precision


class RegistrantState(StrEnum):
    """What matters most to a registrant; badge, next step and join status derive from it."""

    EVENT_CANCELLED = "event-cancelled"
    EVENT_POSTPONED = "event-postponed"
    EVENT_OVER = "event-over"
    CANCELLED = "cancelled"
    AWAITING_APPROVAL = "awaiting-approval"
    WAITING = "waiting"
    OFFERED = "offered"
    REFUSED = "refused"
    # Confirmed, and nothing to join:
    EVENT_IN_PERSON = "event-in-person"
    ATTENDS_IN_PERSON = "attends-in-person"
    DATE_NOT_SET = "date-not-set"
    # Confirmed for a meeting:
    NOT_STARTED = "not-started"
    JOIN_URL_MISSING = "join-url-missing"
    CAN_JOIN = "can-join"

    @property
    def takes_place(self) -> bool:
        """Tell whether the event is still to come or under way."""
        return self not in _EVENT_OFF

    @property
    def has_join_page(self) -> bool:
        """Tell whether the join page is of use to the registrant."""
        return self in _MEETING


_EVENT_OFF = frozenset(
    {
        RegistrantState.EVENT_CANCELLED,
        RegistrantState.EVENT_POSTPONED,
        RegistrantState.EVENT_OVER,
    }
)
_MEETING = frozenset(
    {
        RegistrantState.NOT_STARTED,
        RegistrantState.JOIN_URL_MISSING,
        RegistrantState.CAN_JOIN,
    }
)
_UNCONFIRMED = {
    Status.AWAITING_APPROVAL: RegistrantState.AWAITING_APPROVAL,
    Status.WAITING: RegistrantState.WAITING,
    Status.OFFERED: RegistrantState.OFFERED,
    Status.REFUSED: RegistrantState.REFUSED,
    Status.CANCELLED: RegistrantState.CANCELLED,
}


def registrant_state(registration: Registration, now: datetime) -> RegistrantState:
    """Return the state that a registrant's pages show at an instant."""
    event = registration.event
    meeting = join_state(event.starts_at, event.ends_at, now)
    if event.state is EventState.CANCELLED:
        return RegistrantState.EVENT_CANCELLED
    if event.state is EventState.POSTPONED:
        return RegistrantState.EVENT_POSTPONED
    if meeting is JoinState.OVER:
        return RegistrantState.EVENT_OVER
    if registration.status is not Status.CONFIRMED:
        return _UNCONFIRMED[registration.status]
    if event.format is Format.HYBRID and registration.attendance_format(event) is Format.IN_PERSON:
        return RegistrantState.ATTENDS_IN_PERSON
    return _confirmed_state(event, meeting)


def _confirmed_state(event: Event, meeting: JoinState) -> RegistrantState:
    if event.format is Format.IN_PERSON:
        return RegistrantState.EVENT_IN_PERSON
    if event.precision is Precision.MONTH:
        return RegistrantState.DATE_NOT_SET
    if meeting is JoinState.EARLY:
        return RegistrantState.NOT_STARTED
    return RegistrantState.CAN_JOIN if event.meeting_url else RegistrantState.JOIN_URL_MISSING
