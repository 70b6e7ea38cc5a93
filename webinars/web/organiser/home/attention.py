"""Lines of what needs an account's attention, each with the page where it is done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from flask import url_for

from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.roles import Role
from webinars.events.timezone_updates import moved_event
from webinars.i18n import Translator
from webinars.registrations.organiser.registrant_list import StatusCounts
from webinars.timezones import formatting
from webinars.web.organiser.events.missing_details import needs_join_link
from webinars.web.organiser.events.open_items import (
    OpenItem,
    comments_todo,
    failed_emails_todo,
    invitee_replies_todo,
    replies_todo,
    requests_todo,
)
from webinars.web.organiser.permitted_links import may_with_role

# Until the end of tomorrow, wherever the event takes place.
SOON = timedelta(hours=48)
# Lines of one subject that are shown at once; the others are folded.
MOST_SHOWN = 4


class AttentionSubject(IntEnum):
    """What a line is about, the most urgent first."""

    JOIN_LINK = 0
    TIMEZONE = 1
    FAILED = 2
    REQUESTS = 3
    COMMENTS = 4
    REPLIES = 5
    INVITEE_REPLIES = 6
    DRAFT = 7


_ICONS = {
    AttentionSubject.JOIN_LINK: "link",
    AttentionSubject.TIMEZONE: "clock",
    AttentionSubject.FAILED: "mail",
    AttentionSubject.REQUESTS: "people",
    AttentionSubject.COMMENTS: "speech",
    AttentionSubject.REPLIES: "calendar",
    AttentionSubject.INVITEE_REPLIES: "calendar",
    AttentionSubject.DRAFT: "pen",
}
_URGENT = {AttentionSubject.JOIN_LINK, AttentionSubject.TIMEZONE, AttentionSubject.FAILED}


@dataclass(frozen=True)
class AttentionLine:
    """One thing to do at one event: what, where it is done, and for which event."""

    subject: AttentionSubject
    todo: OpenItem
    title: str
    when: str
    event_id: int

    @property
    def done_url(self) -> str:
        """Return where one says that nothing more is to be done; empty where only doing it ends the line."""
        if self.subject not in {AttentionSubject.REPLIES, AttentionSubject.INVITEE_REPLIES}:
            return ""
        of = "invitees" if self.subject is AttentionSubject.INVITEE_REPLIES else None
        return url_for("organiser_reviewed_replies.mark", event_id=self.event_id, of=of)

    @property
    def icon(self) -> str:
        """Return the icon of the subject."""
        return _ICONS[self.subject]

    @property
    def is_urgent(self) -> bool:
        """Return whether people would otherwise miss the event."""
        return self.subject in _URGENT


@dataclass(frozen=True)
class AttentionGroup:
    """The lines of one subject, those beyond the first few apart."""

    lines: Sequence[AttentionLine]
    more: Sequence[AttentionLine]


@dataclass(frozen=True)
class EventNumbers:
    """What is counted at each event, by its id: registrations and e-mails, and who has a reply to look at."""

    counts: Mapping[int, StatusCounts]
    replies: Mapping[int, Sequence[int]]
    invitee_replies: Mapping[int, Sequence[int]]


def attention_groups(
    events: Sequence[Event],
    roles: Mapping[int, Role],
    numbers: EventNumbers,
    now: datetime,
    t: Translator,
) -> list[AttentionGroup]:
    """Return what needs attention at some events, in their order, grouped by subject.

    A line is left out where the role on the event does not include the page that it leads to.
    """
    by_subject: dict[AttentionSubject, list[AttentionLine]] = {
        subject: [] for subject in AttentionSubject
    }
    for event in events:
        role = roles.get(event.id)
        if role is None:  # it ended since the events were read
            continue
        when = formatting.schedule_text(event.when, event.span, [], t)
        for subject, todo in _todos(event, role, numbers, now, t):
            by_subject[subject].append(AttentionLine(subject, todo, event.title, when, event.id))
    return [
        AttentionGroup(lines[:MOST_SHOWN], lines[MOST_SHOWN:])
        for lines in by_subject.values()
        if lines
    ]


def _todos(
    event: Event, role: Role, numbers: EventNumbers, now: datetime, t: Translator
) -> Iterator[tuple[AttentionSubject, OpenItem]]:
    counts = numbers.counts.get(event.id, StatusCounts())
    replies = len(numbers.replies.get(event.id, ()))
    of_invitees = len(numbers.invitee_replies.get(event.id, ()))
    if may_with_role("organiser_event_form.edit", role):
        yield from _of_editors(event, now, t)
    open_items = {
        AttentionSubject.FAILED: ("organiser_email_log.list", failed_emails_todo(event, counts, t)),
        AttentionSubject.REQUESTS: (
            "organiser_approval.decide",
            requests_todo(event, counts, t) if _has_open_requests(event, now) else None,
        ),
        AttentionSubject.COMMENTS: ("organiser_comments.list", comments_todo(event, t)),
        AttentionSubject.REPLIES: (
            "organiser_registrations.list",
            replies_todo(event, replies, t) if is_coming(event, now) else None,
        ),
        AttentionSubject.INVITEE_REPLIES: (
            "organiser_invitees.list",
            invitee_replies_todo(event, of_invitees, t) if is_coming(event, now) else None,
        ),
    }
    for subject, (endpoint, todo) in open_items.items():
        if todo is not None and may_with_role(endpoint, role):
            yield subject, todo


def _of_editors(
    event: Event, now: datetime, t: Translator
) -> Iterator[tuple[AttentionSubject, OpenItem]]:
    """Yield what is done on the form of an event."""
    form = url_for("organiser_event_form.edit", event_id=event.id)
    if event.state is EventState.DRAFT:
        if asked := len(event.reading.get("questions", ())):
            text = t.plural(
                "Draft with %(n)s open question", "Draft with %(n)s open questions", asked
            )
            yield AttentionSubject.DRAFT, OpenItem(text, form)
    elif _lacks_join_link(event) and is_coming(event, now) and event.starts_at <= now + SOON:
        yield AttentionSubject.JOIN_LINK, OpenItem(t("No join link yet"), f"{form}#meeting_url")
    if moved_event(event, now) is not None:
        yield (
            AttentionSubject.TIMEZONE,
            OpenItem(t("Time zone rules have changed: choose the right time"), f"{form}#moved"),
        )


def is_coming(event: Event, now: datetime) -> bool:
    """Return whether an event is public, takes place and is not over."""
    return event.state is EventState.PUBLISHED and event.ends_at > now


def _has_open_requests(event: Event, now: datetime) -> bool:
    """Return whether the requests of an event are to be decided, now or once it has a new time."""
    return event.state is EventState.POSTPONED or is_coming(event, now)


def _lacks_join_link(event: Event) -> bool:
    return needs_join_link(event) and not event.meeting_url
