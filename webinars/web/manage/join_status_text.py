"""Whether a registrant can join the meeting now: title, text, and a countdown until it opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from webinars.i18n import N_, Translator
from webinars.registrations.models import Registration
from webinars.registrations.registrant.join_meeting import JOIN_OPENS_BEFORE
from webinars.web.core.current_timezone import local_time_text, zone_or_event_zone
from webinars.web.manage.registrant_state import RegistrantState


@dataclass(frozen=True)
class JoinStatus:
    """Texts about joining. countdown holds numbers with their units; opens_at is the time in words."""

    state: RegistrantState
    title: str
    text: str
    countdown: tuple[tuple[int, str], ...] = ()
    opens_at: str = ""

    @property
    def can_join(self) -> bool:
        """Tell whether to show the join button."""
        return self.state is RegistrantState.CAN_JOIN

    @property
    def refreshes(self) -> bool:
        """Tell whether an open page should be refreshed, as joining may become possible."""
        return self.state in {RegistrantState.NOT_STARTED, RegistrantState.JOIN_URL_MISSING}


_TEXTS = {
    RegistrantState.EVENT_CANCELLED: (
        N_("This event is cancelled"),
        N_("It will not take place. An e-mail removes it from your calendar."),
    ),
    RegistrantState.EVENT_POSTPONED: (
        N_("This event is postponed"),
        N_("The time shown no longer applies. We e-mail you once there is a new one."),
    ),
    RegistrantState.EVENT_OVER: (
        N_("This event has ended"),
        N_("Thank you for your interest."),
    ),
    RegistrantState.CANCELLED: (
        N_("You are no longer registered"),
        N_(
            "You cannot join without a registration. You can register again with the link in our e-mails."
        ),
    ),
    RegistrantState.AWAITING_APPROVAL: (
        N_("The organiser decides on your request"),
        N_("Only people with a place can join. We e-mail you the decision."),
    ),
    RegistrantState.WAITING: (
        N_("You are on the waiting list"),
        N_("Only people with a place can join. We e-mail you when there is a place for you."),
    ),
    RegistrantState.OFFERED: (
        N_("A place is available for you"),
        N_("Accept it with the link in the e-mail; then you can join here."),
    ),
    RegistrantState.REFUSED: (
        N_("The organiser declined your registration"),
        N_("You cannot join this event."),
    ),
    RegistrantState.EVENT_IN_PERSON: (
        N_("This event is held in person"),
        N_("There is no online meeting. The venue is shown with the time."),
    ),
    RegistrantState.ATTENDS_IN_PERSON: (
        N_("You are registered to attend in person"),
        N_(
            "The venue is shown with the time. If you want to attend online instead, write to the "
            "organiser; once they have changed your registration, you can join here."
        ),
    ),
    RegistrantState.DATE_NOT_SET: (
        N_("The date is not set yet"),
        N_("Your place is held. We e-mail you once the date is set; then you can join here."),
    ),
    RegistrantState.NOT_STARTED: (
        N_("You can join in"),
        N_("The join button appears here %(minutes)s minutes before the start."),
    ),
    RegistrantState.JOIN_URL_MISSING: (
        N_("The join link is not available yet"),
        N_("The organiser has not added it yet. Stay on this page, or reload it in a minute."),
    ),
    RegistrantState.CAN_JOIN: (
        N_("You can join now"),
        N_("The button opens the meeting on another site."),
    ),
}


def join_status(
    registration: Registration, state: RegistrantState, now: datetime, t: Translator
) -> JoinStatus:
    """Return the texts about joining for one state, with the countdown before the meeting opens."""
    title, text = _TEXTS[state]
    if state is not RegistrantState.NOT_STARTED:
        return JoinStatus(state, t(title), t(text))
    event = registration.event
    opens_at = event.starts_at - JOIN_OPENS_BEFORE
    text = t(text, minutes=JOIN_OPENS_BEFORE // timedelta(minutes=1))
    opens_text = local_time_text(
        opens_at, *zone_or_event_zone(registration.timezone, event.timezone), t
    )
    return JoinStatus(state, t(title), text, countdown_units(opens_at - now, t), opens_text)


def countdown_units(remaining: timedelta, t: Translator) -> tuple[tuple[int, str], ...]:
    """Split a duration into days, hours and minutes with their units; a started minute counts."""
    minutes = max(1, -(-remaining // timedelta(minutes=1)))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [
        (days, t.plural("day", "days", days)),
        (hours, t.plural("hour", "hours", hours)),
        (minutes, t.plural("minute", "minutes", minutes)),
    ]
    while len(parts) > 1 and parts[0][0] == 0:
        parts.pop(0)
    return tuple(parts)
