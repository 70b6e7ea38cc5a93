"""What needs the organiser's attention at an event, with links."""

from dataclasses import dataclass

from flask import url_for

from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.registrations.organiser.registrant_list import MOST_FAILED, StatusCounts
from webinars.registrations.status import Status
from webinars.web.organiser.registrations.registrant_filter import TO_REVIEW


@dataclass(frozen=True)
class OpenItem:
    """One item and the URL of its page."""

    text: str
    url: str


def open_items(event: Event, counts: StatusCounts, t: Translator) -> tuple[OpenItem, ...]:
    """Return an event's open items: requests, waiting list, comments, failed e-mails."""
    items = (
        requests_todo(event, counts, t),
        waiting_list_todo(event, counts, t),
        comments_todo(event, t),
        failed_emails_todo(event, counts, t),
    )
    return tuple(filter(None, items))


def requests_todo(event: Event, counts: StatusCounts, t: Translator) -> OpenItem | None:
    """Return the item of requests that await approval, if there are any."""
    number = counts.awaiting_approval
    if not number:
        return None
    state = Status.AWAITING_APPROVAL.value
    return OpenItem(
        t.plural("%(n)s awaiting approval", "%(n)s awaiting approval", number),
        url_for("organiser_registrations.list", event_id=event.id, state=state),
    )


def waiting_list_todo(event: Event, counts: StatusCounts, t: Translator) -> OpenItem | None:
    """Return the item of the waiting list, if somebody waits."""
    if not counts.waiting:
        return None
    return OpenItem(
        t.plural("%(n)s on the waiting list", "%(n)s on the waiting list", counts.waiting),
        url_for("organiser_waiting_list.list", event_id=event.id),
    )


def comments_todo(event: Event, t: Translator) -> OpenItem | None:
    """Return the item of questions received that need an answer, if there are any."""
    number = event.comments_waiting
    if not number:
        return None
    return OpenItem(
        t.plural("%(n)s question to answer", "%(n)s questions to answer", number),
        url_for("organiser_comments.list", event_id=event.id),
    )


def replies_todo(event: Event, number: int, t: Translator) -> OpenItem | None:
    """Return the item of registrants with a reply to look at, if there are any."""
    if not number:
        return None
    return OpenItem(
        t.plural("%(n)s reply to look at", "%(n)s replies to look at", number),
        url_for("organiser_registrations.list", event_id=event.id, state=TO_REVIEW),
    )


def invitee_replies_todo(event: Event, number: int, t: Translator) -> OpenItem | None:
    """Return the item of invitees with a reply to look at, if there are any."""
    if not number:
        return None
    return OpenItem(
        t.plural(
            "%(n)s reply of invited people to look at",
            "%(n)s replies of invited people to look at",
            number,
        ),
        url_for("organiser_invitees.list", event_id=event.id, state=TO_REVIEW),
    )


def failed_emails_todo(event: Event, counts: StatusCounts, t: Translator) -> OpenItem | None:
    """Return the item of failed e-mails, if there are any."""
    number = counts.mails_failed
    if not number:
        return None
    return OpenItem(
        t.plural("%(n)s e-mail failed", "%(n)s e-mails failed", number, most=MOST_FAILED),
        url_for("organiser_email_log.list", event_id=event.id),
    )
