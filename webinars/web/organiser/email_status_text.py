"""Status of e-mails as text: topic, state, and time."""

from datetime import datetime

from webinars.i18n import N_, Translator
from webinars.outbox.models import MessageState
from webinars.outbox.reasons import FANNED_OUT, is_stopped_by_check
from webinars.outbox.topics import TOPICS
from webinars.registrations.organiser.email_log import LoggedEmail
from webinars.web.components.badge import Badge

_FAILED = Badge("cancelled", "warn", N_("Failed"))
_TRYING = Badge("wait", "clock", N_("Trying again"))
_PLAIN = {
    MessageState.QUEUED: Badge("", "clock", N_("being sent")),
    MessageState.SENT: Badge("", "check", N_("sent")),
    MessageState.SUPERSEDED: Badge("", "block", N_("no longer needed")),
}
_PLANNED = Badge("", "clock", N_("scheduled"))
_WRITTEN = Badge("", "check", N_("sent to each person"))
_PURGED = Badge("", "", N_("none in the last 30 days"))


def about(topic: str, t: Translator) -> str:
    """Return the label of a message's topic."""
    return t(TOPICS[topic].label) if topic in TOPICS else topic


def state_badge(state: MessageState | None, reason: str | None, t: Translator) -> Badge:
    """Return the badge of a message's state; only problems are coloured."""
    if state is None:
        badge = _PURGED
    elif state is MessageState.FAILED:
        badge = _FAILED
    elif state is MessageState.QUEUED and reason:
        badge = _TRYING
    else:
        badge = _PLAIN[state]
    return Badge(badge.style, badge.icon, t(badge.label))


def reason_of(state: MessageState | None, reason: str | None, t: Translator) -> str:
    """Return why a message was not sent yet, as the mail server or the self-check gave it."""
    if not reason or state not in {MessageState.FAILED, MessageState.QUEUED}:
        return ""
    if not is_stopped_by_check(reason):
        return reason
    return t(
        "Held back by the self-check, because its content would not have been right "
        "(%(what)s). This is a defect in the program; nothing is lost. Tell your "
        "administrator; once it is fixed, try again.",
        what=reason.partition(": ")[2],
    )


def badge_of(row: LoggedEmail, now: datetime, t: Translator) -> Badge:
    """Return the badge of one message, including scheduled and fanned-out ones."""
    if is_planned(row, now):
        badge = _PLANNED
    elif row.state is MessageState.SUPERSEDED and row.reason.startswith(FANNED_OUT):
        badge = _WRITTEN
    else:
        return state_badge(row.state, row.reason, t)
    return Badge(badge.style, badge.icon, t(badge.label))


def is_planned(row: LoggedEmail, now: datetime) -> bool:
    """Tell whether a message is scheduled for later and was never tried."""
    return row.state is MessageState.QUEUED and not row.attempts and row.due_at > now


def settled_at(row: LoggedEmail, now: datetime) -> datetime:
    """Return when a message was sent, failed, was enqueued, or is due."""
    if is_planned(row, now):
        return row.due_at
    if row.state is MessageState.FAILED:
        return row.due_at
    return row.sent_at or row.created_at
