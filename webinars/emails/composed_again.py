"""Compose an e-mail to look at it: nothing is recorded, no link is issued, private links are blank."""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.live_links import LiveLinks, Pair
from webinars.emails.batch import Arguments, Batch, Result
from webinars.emails.composers import COMPOSERS
from webinars.emails.email_context import EmailContext
from webinars.emails.former_polls import POLL_TOPICS, restore_poll_email
from webinars.emails.former_state import FormerState, restore_former_state
from webinars.emails.outgoing_email import OutgoingEmail, UndeliverableError
from webinars.errors import NotFoundError
from webinars.events.models import Event
from webinars.ical.round_trip_check import CalendarTextError
from webinars.outbox.models import Message, MessageState
from webinars.outbox.topics import CHANGED_DATES, DATES, TEAM
from webinars.polls.models import PollOption
from webinars.polls.queries import options_of
from webinars.registrations.models import Registration
from webinars.site import Site

# As long as a token, so that what reads addresses of private links knows it.
BLANK = "-" * 43

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShownEmail:
    """An e-mail as text."""

    sender: str
    recipient: str
    subject: str
    text: str
    has_calendar: bool


def shown_email(session: Session, message: Message, site: Site) -> ShownEmail | None:
    """Return an e-mail of an event; None if what it was made from has changed too much, or was erased.

    None also if composing it fails, which is logged.

    One that waits or failed is composed from what is stored now, one that was sent from the values of then.
    The caller rolls back: objects of the session have the values of then.
    """
    if message.payload.get("erased") or message.topic not in COMPOSERS:
        return None  # the last copy of erased data is for the registrant alone
    if message.topic in {TEAM, DATES, CHANGED_DATES}:
        # It tells whether an address has an account, and the name of who has not accepted yet; or about other
        # dates, on whose team the reader may not be.
        return None
    if message.body is not None:
        return _stored(message.body)
    has_content = message.state in {MessageState.QUEUED, MessageState.FAILED}
    if has_content and not message.payload:
        return None  # erased after it failed
    with session.no_autoflush:
        restore = restore_poll_email if message.topic in POLL_TOPICS else restore_former_state
        former = None if has_content else restore(session, message)
        if former is None and not has_content:
            return None
        batch = _UnrecordedBatch(session, site, former)
        email = _compose(EmailContext(message, site, "", batch, at=message.sent_at))
    return _composed(email) if email else None


def _compose(context: EmailContext) -> OutgoingEmail | None:
    try:
        return COMPOSERS[context.message.topic](context)
    except (NotFoundError, UndeliverableError, CalendarTextError):
        return None
    except (OperationalError, InterfaceError):
        raise  # the database failed, not this row
    except Exception:
        # What keeps an e-mail from being sent must not keep its page from saying so.
        log.exception("e-mail %s cannot be composed to be shown", context.message.id)
        return None


def _composed(email: OutgoingEmail) -> ShownEmail:
    return ShownEmail(
        sender=f"{email.sender.name} <{email.sender.email}>",
        recipient=f"{email.recipient.name} <{email.recipient.email}>",
        subject=email.subject,
        text=email.text,
        has_calendar=email.calendar is not None,
    )


def _stored(body: bytes) -> ShownEmail:
    parsed = message_from_bytes(body, policy=policy.default)
    plain = parsed.get_body(("plain",))
    return ShownEmail(
        sender=str(parsed["From"] or ""),
        recipient=str(parsed["To"] or ""),
        subject=str(parsed["Subject"] or ""),
        text=plain.get_content() if plain else "",
        has_calendar=any(part.get_content_type() == "text/calendar" for part in parsed.walk()),
    )


class _UnrecordedBatch(Batch):
    """A batch whose e-mails nobody sends."""

    def __init__(self, session: Session, site: Site, former: FormerState | None) -> None:
        super().__init__(session, site)
        self._former = former
        self.shows_former = former is not None
        self.links = _BlankLinks(session, site.keys)

    def registration(self, registration_id: int) -> Registration | None:
        """Return the registration as it was, or as it is."""
        present = super().registration(registration_id)
        former = self._former.registration if self._former else None
        return former if former is not None and former.id == registration_id else present

    def confirmation_note(self, event_id: int) -> str:
        """Return the paragraph that confirmations had, or have."""
        former = self._former.confirmation_note if self._former else None
        return super().confirmation_note(event_id) if former is None else former

    def is_unsubscribed(self, registration_id: int) -> bool:
        """Return False for an e-mail that was sent: they unsubscribed later, perhaps by it."""
        return False if self._former else super().is_unsubscribed(registration_id)

    def has_registration(self, event_id: int, address: str) -> bool:
        """Return False for an e-mail that was sent: they registered later."""
        return False if self._former else super().has_registration(event_id, address)

    def poll_options(self, poll_id: int) -> Sequence[PollOption]:
        """Return the options that a poll had, or has."""
        at = self._former.at if self._former else None
        if at is None:
            return super().poll_options(poll_id)
        every = options_of(self.session, poll_id, removed=True)
        return [
            option
            for option in every
            if option.created_at <= at and (option.removed_at is None or option.removed_at > at)
        ]

    def of_event(
        self,
        function: Callable[[Event, *Arguments], Result],
        event: Event,
        *arguments: *Arguments,
    ) -> Result:
        """Return a result without caching it: the event may have values of then."""
        return function(event, *arguments)


class _BlankLinks(LiveLinks):
    """Links without tokens; none is read, and none issued."""

    def read(self, purposes: Collection[Purpose], ids: Iterable[int]) -> None:
        """Read nothing."""

    def read_replies(self, pairs: Iterable[Pair]) -> None:
        """Read nothing."""

    def token(self, purpose: Purpose, subject_id: int) -> str:
        """Return what stands for a token."""
        return BLANK

    def reply_token(self, event_id: int, address: str) -> str:
        """Return what stands for a token."""
        return BLANK
