"""What was mailed, in words: what it was about, how it stands, and when."""

from datetime import datetime

from webinars.i18n import N_, Translator
from webinars.outbox.models import MessageState
from webinars.outbox.rules import is_stopped_by_check
from webinars.registrations.attendee_list import LastEmail
from webinars.timezones import formatting, zones
from webinars.web.components.status import Badge

ABOUT = {
    "registration.confirmed": N_("A place, with the invitation"),
    "registration.waiting": N_("A turn on the waiting list"),
    "registration.awaiting_approval": N_("A request, for the organiser to decide"),
    "registration.offered": N_("A place that is free for them"),
    "registration.refused": N_("The organiser’s no"),
    "registration.again": N_("Their registration, once more"),
    "registration.cancelled": N_("The end of their registration"),
    "registration.address-proof": N_("A new address, to be proved"),
    "registration.changed": N_("A change of the event"),
    "registration.event-cancelled": N_("The event is cancelled"),
    "registration.event-postponed": N_("The event is postponed"),
    "registration.event-restored": N_("The event takes place after all"),
    "registration.reminder": N_("A reminder"),
    "invitee.invited": N_("An invitation to register"),
    "delegation.invited": N_("The link to name a delegation"),
    "delegation.summary": N_("Who is named for a delegation"),
    "comment.answered": N_("What became of a reader’s comment"),
    "organiser.registration": N_("Somebody came or went"),
    "organiser.mail": N_("What somebody wrote in answer, for the contact"),
    "organiser.comment": N_("Readers’ comments that wait"),
    "event.changed": N_("A change, to be written to everybody"),
    "event.cancelled": N_("The cancellation, to be written to everybody"),
    "event.postponed": N_("The postponement, to be written to everybody"),
    "event.restored": N_("That it takes place after all, to be written to everybody"),
    "kind.changed": N_("How people of a kind take part, to be written to each"),
    "event.reminder": N_("A reminder, to be written to everybody who comes"),
}
SPREAD = "told to "  # how the worker says that it made of one message one for each person
_FAILED = Badge("cancelled", "warn", N_("Did not leave"))
_TRYING = Badge("wait", "clock", N_("Trying again"))
_PLAIN = {
    MessageState.QUEUED: Badge("", "clock", N_("on its way")),
    MessageState.SENT: Badge("", "check", N_("sent")),
    MessageState.SUPERSEDED: Badge("", "block", N_("not needed any more")),
}
_PLANNED = Badge("", "clock", N_("will be sent then"))
_WRITTEN = Badge("", "check", N_("written to each"))
_PURGED = Badge("", "", N_("nothing in the last 30 days"))


def about(topic: str, t: Translator) -> str:
    """Return what a message is about."""
    return t(ABOUT[topic]) if topic in ABOUT else topic


def state_badge(state: MessageState | None, reason: str | None, t: Translator) -> Badge:
    """Return how a message stands; only what needs an eye has a kind."""
    if state is None:
        found = _PURGED
    elif state is MessageState.FAILED:
        found = _FAILED
    elif state is MessageState.QUEUED and reason:
        found = _TRYING
    else:
        found = _PLAIN[state]
    return Badge(found.kind, found.sign, t(found.word))


def reason_of(state: MessageState | None, reason: str | None, t: Translator) -> str:
    """Return why a message did not leave yet: as the other side said it, or in our words if we stopped it."""
    if not reason or state not in {MessageState.FAILED, MessageState.QUEUED}:
        return ""
    if not is_stopped_by_check(reason):
        return reason
    return t(
        "Stopped before it left: it would have read differently from what was meant (%(what)s). The fault is "
        "the program’s, and nothing is lost. Tell whoever runs this site; once it is put right, try again.",
        what=reason.partition(": ")[2],
    )


def badge_of(row: LastEmail, now: datetime, t: Translator) -> Badge:
    """Return how one message stands: what is planned, or was written to each, is not on its way."""
    if is_planned(row, now):
        found = _PLANNED
    elif row.state is MessageState.SUPERSEDED and row.reason.startswith(SPREAD):
        found = _WRITTEN
    else:
        return state_badge(row.state, row.reason, t)
    return Badge(found.kind, found.sign, t(found.word))


def is_planned(row: LastEmail, now: datetime) -> bool:
    """Tell whether a message waits for its time, which nobody has tried to send before."""
    return row.state is MessageState.QUEUED and not row.attempts and row.due_at > now


def settled_at(row: LastEmail, now: datetime) -> datetime:
    """Return when a message left, failed, was posted or will be sent."""
    if is_planned(row, now):
        return row.due_at
    if row.state is MessageState.FAILED:
        return row.due_at
    return row.sent_at or row.created_at


def instant_text(instant: datetime, zone: str, t: Translator) -> str:
    """Return an instant by the clocks of a zone that is named beside: "25 November 2026, 10:00"."""
    local = zones.to_local(instant, zone)
    day = formatting.date_text(local.date(), t, weekday=False)
    return f"{day}, {formatting.time_text(local, t)}"
