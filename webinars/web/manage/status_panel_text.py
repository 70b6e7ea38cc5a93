"""Panel of the manage page: badge of the status, next step, join status, and how to cancel."""

from dataclasses import dataclass, fields, replace

from sqlalchemy.orm import Session

from webinars.events.enums import WaitingList
from webinars.i18n import N_, Translator
from webinars.registrations.models import Registration
from webinars.registrations.status import CancelReason, Status
from webinars.registrations.waiting_list import queue_order
from webinars.timezones import clock
from webinars.web.components.badge import Badge
from webinars.web.core.current_timezone import local_time_text, zone_or_event_zone
from webinars.web.manage.join_status_text import JoinStatus, join_status
from webinars.web.manage.registrant_state import RegistrantState, registrant_state


@dataclass(frozen=True)
class CancellationText:
    """What cancelling is called in one status: on the manage page, and on its confirmation page.

    explanation is next to link on the manage page; lead below question on the confirmation page.
    """

    title: str
    explanation: str
    link: str
    question: str
    lead: str
    confirm: str
    keep: str


@dataclass(frozen=True)
class NextStep:
    """What a registrant is asked to do, or to wait for. action names the button: accept or verify."""

    title: str
    text: str
    lead: str = ""
    action: str = ""


@dataclass(frozen=True)
class StatusPanel:
    """What the manage page shows about the status of a registration.

    cancellation is None where nothing can be cancelled, next_step where the join status says all.
    """

    state: RegistrantState
    badge: Badge
    join: JoinStatus
    next_step: NextStep | None
    verification: NextStep | None
    cancellation: CancellationText | None


_BADGES = {
    Status.CONFIRMED: Badge("sure", "check", N_("You are registered")),
    Status.AWAITING_APPROVAL: Badge("wait", "clock", N_("Awaiting approval")),
    Status.WAITING: Badge("wait", "clock", N_("You are on the waiting list")),
    Status.OFFERED: Badge("wait", "clock", N_("A place is available for you")),
    Status.REFUSED: Badge("closed", "block", N_("Declined by the organiser")),
    Status.CANCELLED: Badge("closed", "give", N_("You cancelled your registration")),
}
# Where the registrant did not cancel here; the e-mail about it says the same.
_CANCEL_REASONS: dict[str, Badge] = {
    CancelReason.MOVED: Badge("closed", "clock", N_("You changed to another time")),
    CancelReason.OFFER_EXPIRED: Badge("closed", "clock", N_("The offer has expired")),
    CancelReason.VERIFICATION_EXPIRED: Badge("closed", "clock", N_("You did not confirm in time")),
    CancelReason.DECLINED: Badge("closed", "give", N_("You declined in your calendar")),
    CancelReason.BY_ORGANISER: Badge(
        "closed", "block", N_("The organiser cancelled your registration")
    ),
    CancelReason.BY_DELEGATION: Badge("closed", "block", N_("Your delegation withdrew you")),
}
_EVENT_OFF = {
    RegistrantState.EVENT_CANCELLED: Badge("cancelled", "cross", N_("Event cancelled")),
    RegistrantState.EVENT_POSTPONED: Badge("wait", "clock", N_("Event postponed")),
}
_AFTER_THE_EVENT = {
    Status.CONFIRMED: N_("Ended: you were registered"),
    Status.AWAITING_APPROVAL: N_("Ended: you had requested a place"),
    Status.WAITING: N_("Ended: you were on the waiting list"),
    Status.OFFERED: N_("Ended: you had been offered a place"),
}
_CANCELLATIONS = {
    Status.CONFIRMED: CancellationText(
        N_("Cancel my registration"),
        N_(
            "If others are waiting, one of them gets your place. You can register again while places "
            "are left."
        ),
        N_("Cancel my registration…"),
        N_("Cancel your registration?"),
        N_(
            "If others are waiting, one of them gets your place. An e-mail removes the event from "
            "your calendar. You can register again while places are left."
        ),
        N_("Yes, cancel"),
        N_("Keep my registration"),
    ),
    Status.OFFERED: CancellationText(
        N_("Decline the offer"),
        N_(
            "The place goes to the next person on the waiting list: the sooner you decline, the better "
            "for them."
        ),
        N_("Decline…"),
        N_("Decline the offer?"),
        N_(
            "The place goes to the next person on the waiting list, and you leave the list. If you "
            "register again, you join at its end."
        ),
        N_("Yes, decline"),
        N_("Go back"),
    ),
    Status.WAITING: CancellationText(
        N_("Leave the waiting list"),
        N_("If you register again, you join at the end of the list."),
        N_("Leave the list…"),
        N_("Leave the waiting list?"),
        N_("You give up your position. If you register again, you join at the end of the list."),
        N_("Yes, leave the list"),
        N_("Stay on the list"),
    ),
    Status.AWAITING_APPROVAL: CancellationText(
        N_("Withdraw my request"),
        N_("The place held for you goes to someone else. You can send a new request."),
        N_("Withdraw…"),
        N_("Withdraw your request?"),
        N_("The place held for you goes to someone else. You can send a new request."),
        N_("Yes, withdraw"),
        N_("Keep my request"),
    ),
}


def status_panel(session: Session, registration: Registration, t: Translator) -> StatusPanel:
    """Return the panel for a registration."""
    now = clock.now()
    state = registrant_state(registration, now)
    return StatusPanel(
        state=state,
        badge=_badge(registration, state, t),
        join=join_status(registration, state, now, t),
        next_step=_next_step(session, registration, state, t),
        verification=_verification(registration, state, t),
        cancellation=_cancellation(registration, state, t),
    )


def cancellation_text(registration: Registration, t: Translator) -> CancellationText | None:
    """Return what cancelling is called; None after the event, and where nothing can be cancelled."""
    return _cancellation(registration, registrant_state(registration, clock.now()), t)


def status_badge(registration: Registration, t: Translator) -> Badge:
    """Return the badge of a registration."""
    return _badge(registration, registrant_state(registration, clock.now()), t)


def _cancellation(
    registration: Registration, state: RegistrantState, t: Translator
) -> CancellationText | None:
    if state is RegistrantState.EVENT_OVER:
        return None
    texts = _CANCELLATIONS.get(registration.status)
    return texts and CancellationText(*(t(getattr(texts, field.name)) for field in fields(texts)))


def _badge(registration: Registration, state: RegistrantState, t: Translator) -> Badge:
    badge = _BADGES[registration.status]
    if registration.status in _AFTER_THE_EVENT:
        badge = _EVENT_OFF.get(state, badge)
    if state is RegistrantState.EVENT_OVER and registration.status in _AFTER_THE_EVENT:
        badge = Badge("ended", "check", _AFTER_THE_EVENT[registration.status])
    if registration.status is Status.CANCELLED:
        badge = _CANCEL_REASONS.get(registration.cancel_reason, badge)
    return replace(badge, label=t(badge.label))


def _next_step(
    session: Session, registration: Registration, state: RegistrantState, t: Translator
) -> NextStep | None:
    match state:
        case RegistrantState.OFFERED:
            return _accept_offer(registration, t)
        case RegistrantState.WAITING:
            return _wait_for_place(session, registration, t)
        case RegistrantState.AWAITING_APPROVAL:
            return NextStep(
                t("The organiser decides on your request"),
                t(
                    "A place is held for you until then. We e-mail you the decision, and the invitation "
                    "for your calendar if you are approved."
                ),
            )
        case RegistrantState.REFUSED:
            return NextStep(
                t("The organiser declined your registration"),
                t(
                    "You cannot register for this event again. If you think this is a mistake, write to "
                    "the organiser."
                ),
            )
    return None


def _verification(
    registration: Registration, state: RegistrantState, t: Translator
) -> NextStep | None:
    """Ask to confirm the e-mail address where the place expires without it."""
    expires = registration.status is Status.CONFIRMED and registration.ends_at is not None
    if not expires or registration.verified_at is not None or not state.takes_place:
        return None
    return NextStep(
        t("Confirm your e-mail address"),
        t("If you do not confirm, your place goes to someone else."),
        t("Confirm by %(until)s. Your place is held until then.", until=_deadline(registration, t)),
        "verify",
    )


def _accept_offer(registration: Registration, t: Translator) -> NextStep:
    title = t("Do you still want to attend?")
    if registration.ends_at is not None and registration.ends_at <= clock.now():
        # The worker has not expired the offer yet, so nobody else has the place.
        lead = t("The place was held for you until %(until)s.", until=_deadline(registration, t))
        return NextStep(title, t("It is still available: accept it now."), lead, "accept")
    lead = ""
    if registration.ends_at:
        lead = t("Accept by %(until)s.", until=_deadline(registration, t))
    return NextStep(
        title,
        t("If you do not accept in time, the place goes to the next person on the waiting list."),
        lead,
        "accept",
    )


def _wait_for_place(session: Session, registration: Registration, t: Translator) -> NextStep:
    """Show the position on the waiting list, counted within the registration type."""
    ahead = queue_order.waiting_before(session, registration)
    lead = (
        t("You are number %(n)s on the waiting list.", n=ahead + 1)
        if ahead
        else t("You are next on the waiting list.")
    )
    match registration.event.waiting_list:
        case WaitingList.BY_HAND:
            text = t(
                "The organiser assigns places that become available. We e-mail you if you get one."
            )
        case WaitingList.AT_ONCE:
            text = t("When a place becomes available, you get it automatically, and we e-mail you.")
        case _:
            text = t("When a place becomes available for you, we e-mail you an offer to accept.")
    return NextStep(t("Waiting for a place"), text, lead)


def _deadline(registration: Registration, t: Translator) -> str:
    assert registration.ends_at is not None  # noqa: S101 - for the type checker
    zone = zone_or_event_zone(registration.timezone, registration.event.timezone)
    return local_time_text(registration.ends_at, *zone, t)
