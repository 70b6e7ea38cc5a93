"""Timeline of an event's e-mails to registrants: confirmation, reminders and own messages, as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webinars.errors import InvalidInputError
from webinars.event_messages.models import Anchor, EventMessage, EventMessageState
from webinars.event_messages.queries import Progress, is_sent
from webinars.event_messages.recipients import Audience
from webinars.event_messages.send_times import send_time
from webinars.event_messages.sending import (
    BEFORE_END,
    EVENT_CHANGED,
    NO_RECORDING,
    NOT_PUBLISHED,
    TOO_LATE,
    TOO_OLD,
)
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.notifications.reminders import reminders_of
from webinars.i18n import N_, Translator
from webinars.timezones import clock, formatting
from webinars.web.components.badge import Badge
from webinars.web.organiser.messages.audience_fields import (
    ANSWERED_LABELS,
    ATTENDANCE_LABELS,
    ATTENDED_LABELS,
    REPLY_LABELS,
    STATUS_LABELS,
    type_names,
)
from webinars.web.organiser.messages.send_form import SIDES, side_of
from webinars.web.organiser.settings.form import duration_label

_BADGES = {
    EventMessageState.DRAFT: Badge("", "pen", N_("Draft")),
    EventMessageState.SCHEDULED: Badge("wait", "clock", N_("Scheduled")),
    EventMessageState.SENDING: Badge("wait", "mail", N_("Being sent")),
    EventMessageState.SENT: Badge("sure", "check", N_("Sent")),
    EventMessageState.STOPPED: Badge("cancelled", "block", N_("Stopped")),
}
_STOP_REASONS = {
    BEFORE_END: N_(
        "It did not leave, because the event was not over yet: until then pages do not show its recording "
        "and slides. Send it after the end."
    ),
    NO_RECORDING: N_(
        "It did not leave, because the event has no links to a recording or slides yet. Add them, then "
        "send it."
    ),
    NOT_PUBLISHED: N_("It did not leave, because the event was not published at that time."),
    TOO_LATE: N_(
        "It did not leave, because it was late: the event had started or ended, or a day had passed."
    ),
    TOO_OLD: N_(
        "It did not leave, because it was not known any more who had got it before. Write a new "
        "message."
    ),
    EVENT_CHANGED: N_(
        "What had not left was not sent, because the event was cancelled, postponed, withdrawn or "
        "restored meanwhile."
    ),
}


@dataclass(frozen=True)
class TimelineEntry:
    """One entry of the timeline; url is empty for those that are not written here.

    action: label of the link of an e-mail that is not written here, but has a note of the organiser.
    """

    title: str
    url: str
    to: str
    when: str
    badge: Badge | None
    numbers: str
    note: str = ""
    action: str = ""


def timeline_entries(
    event: Event,
    messages: Sequence[EventMessage],
    progress: Mapping[int, Progress],
    zone: str,
    t: Translator,
    *,
    confirmation_note: str,
) -> list[TimelineEntry]:
    """Return the timeline: drafts first, then by time; with the organiser's note in confirmations."""
    entries: list[tuple[datetime, TimelineEntry]] = [
        (one.due_at, _reminder_row(one.minutes, one.due_at, zone, t)) for one in reminders_of(event)
    ]
    drafts = []
    for message in messages:
        row = message_row(event, message, progress[message.id], zone, t)
        if message.state is EventMessageState.DRAFT:
            drafts.append(row)
        else:
            entries.append((leaves_at(event, message) or message.changed_at, row))
    entries.sort(key=lambda entry: entry[0])
    return [*drafts, _invitation_row(event, confirmation_note), *(row for _at, row in entries)]


def message_row(
    event: Event, message: EventMessage, numbers: Progress, zone: str, t: Translator
) -> TimelineEntry:
    """Return a message as an entry of the timeline."""
    return TimelineEntry(
        title=t.text(message.subject),
        url=url_for("organiser_messages.show", event_id=event.id, event_message_id=message.id),
        to=audience_text(Audience.from_stored(message.audience), event),
        when=when_text(event, message, zone, t),
        badge=badge_of(message, numbers, t),
        numbers=numbers_text(message, numbers),
        note=stop_text(message, t),
    )


def badge_of(message: EventMessage, numbers: Progress, t: Translator) -> Badge:
    """Return the badge of a message's state."""
    state = EventMessageState.SENT if is_sent(message, numbers) else message.state
    badge = _BADGES[state]
    return Badge(badge.style, badge.icon, t(badge.label))


def numbers_text(message: EventMessage, numbers: Progress) -> str:
    """Return how many e-mails were sent, failed, are on their way or were left out; empty before that."""
    if not message.run or (message.state is EventMessageState.SCHEDULED and not message.recipients):
        return ""
    parts = [ngettext("%(num)s sent", "%(num)s sent", numbers.sent)]
    is_leaving = message.state is EventMessageState.SENDING
    if numbers.queued and is_leaving:
        parts.append(ngettext("%(num)s on its way", "%(num)s on their way", numbers.queued))
    if numbers.failed:
        parts.append(ngettext("%(num)s failed", "%(num)s failed", numbers.failed))
    left_out = numbers.left_out + (0 if is_leaving else numbers.queued)
    if left_out:
        parts.append(ngettext("%(num)s not sent", "%(num)s not sent", left_out))
    return ", ".join(parts)


def when_text(event: Event, message: EventMessage, zone: str, t: Translator) -> str:
    """Return when a message left or leaves, and what that time follows; empty for a draft."""
    if message.state is EventMessageState.DRAFT:
        return ""
    at = leaves_at(event, message)
    text = formatting.instant_text(at, zone, t) if at else _waiting_text(event)
    if at is None and message.state is not EventMessageState.SCHEDULED:
        return ""  # its time was that of an event which has none now
    if message.anchor in {Anchor.START, Anchor.END}:
        return _(
            "%(time)s (%(distance)s %(side)s)",
            time=text,
            distance=duration_label(abs(message.offset_minutes)),
            side=SIDES[side_of(message)],
        )
    return text


def _waiting_text(event: Event) -> str:
    if event.state is EventState.PUBLISHED or event.state is EventState.POSTPONED:
        return _("when the date of the event is set")
    return _("when the event is published again")


def leaves_at(event: Event, message: EventMessage) -> datetime | None:
    """Return when a message left, or is to leave; None while the event has no date."""
    if message.started_at is not None and message.state is not EventMessageState.SCHEDULED:
        return message.started_at
    try:
        return send_time(message, event)
    except InvalidInputError:
        return None  # rules of the time zone changed: its local time is skipped or repeated now


def audience_text(audience: Audience, event: Event) -> str:
    """Return who gets a message."""
    parts = [", ".join(str(STATUS_LABELS[status]) for status in audience.statuses)]
    if audience.all_times:
        parts.append(_("all times of this webinar"))
    if audience.registration_type_ids:
        names = type_names(event)
        parts.append(", ".join(names.get(one, "–") for one in audience.registration_type_ids))
    if audience.attendance:
        parts.append(str(ATTENDANCE_LABELS[audience.attendance]))
    if audience.attended:
        parts.append(str(ATTENDED_LABELS[audience.attended]))
    if audience.answered:
        parts.append(str(ANSWERED_LABELS[audience.answered]))
    if audience.reply:
        parts.append(str(REPLY_LABELS[audience.reply]))
    if audience.registration_ids:
        count = len(audience.registration_ids)
        parts.append(ngettext("%(num)s chosen person", "%(num)s chosen people", count))
    return "; ".join(parts)


def stop_text(message: EventMessage, t: Translator) -> str:
    """Return why a message was stopped, if its organiser did not do so."""
    return t(_STOP_REASONS[message.stop_reason]) if message.stop_reason else ""


def _invitation_row(event: Event, note: str) -> TimelineEntry:
    return TimelineEntry(
        title=_("Confirmation with invitation"),
        url=url_for("organiser_confirmation_note.edit", event_id=event.id),
        to=_("Each person"),
        when=_("when they are registered"),
        badge=None,
        numbers="",
        action=_("Edit your note") if note else _("Add a note"),
    )


def _reminder_row(minutes: int, due_at: datetime, zone: str, t: Translator) -> TimelineEntry:
    is_over = due_at <= clock.now()
    badge = Badge("", "check", _("Sent")) if is_over else Badge("", "clock", _("Scheduled"))
    return TimelineEntry(
        title=_("Reminder"),
        url="",
        to=str(STATUS_LABELS[next(iter(STATUS_LABELS))]),
        when=_(
            "%(time)s (%(distance)s %(side)s)",
            time=formatting.instant_text(due_at, zone, t),
            distance=duration_label(minutes),
            side=SIDES["before-start"],
        ),
        badge=badge,
        numbers="",
    )
