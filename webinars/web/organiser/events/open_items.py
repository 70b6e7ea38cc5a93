"""What needs the organiser's attention at an event, with links."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.registrations.organiser.registrant_list import MOST_FAILED, Counts
from webinars.registrations.status import Status


@dataclass(frozen=True)
class Todo:
    """One item and the URL of its page."""

    text: str
    url: str


def todos(event: Event, counts: Counts, t: Translator) -> tuple[Todo, ...]:
    """Return an event's open items: requests, waiting list, comments, failed e-mails."""
    return tuple(_todos(event, counts, t))


def _todos(event: Event, counts: Counts, t: Translator) -> Iterator[Todo]:
    if counts.awaiting_approval:
        yield Todo(
            t.plural(
                "%(n)s awaiting approval", "%(n)s awaiting approval", counts.awaiting_approval
            ),
            url_for(
                "organiser_registrations.list",
                event_id=event.id,
                state=Status.AWAITING_APPROVAL.value,
            ),
        )
    if counts.waiting:
        yield Todo(
            t.plural("%(n)s on the waiting list", "%(n)s on the waiting list", counts.waiting),
            url_for("organiser_waiting_list.list", event_id=event.id),
        )
    if event.comments_waiting:
        yield Todo(
            t.plural(
                "%(n)s question to answer",
                "%(n)s questions to answer",
                event.comments_waiting,
            ),
            url_for("organiser_comments.list", event_id=event.id),
        )
    if counts.mails_failed:
        yield Todo(
            t.plural(
                "%(n)s e-mail failed",
                "%(n)s e-mails failed",
                counts.mails_failed,
                most=MOST_FAILED,
            ),
            url_for("organiser_email_log.list", event_id=event.id),
        )
