"""Messages that organisers write: to registrants, as a test to oneself, and as previews."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.accounts.organisers import shown_name
from webinars.capabilities.link_purposes import Purpose
from webinars.emails import sanitize
from webinars.emails.batch import Batch
from webinars.emails.email_context import EmailContext
from webinars.emails.messages import shared
from webinars.emails.outgoing_email import OutgoingEmail, UndeliverableError, mailbox
from webinars.event_messages.models import EventMessage, EventMessageState
from webinars.event_messages.placeholders import Piece, Placeholder, has_recording
from webinars.event_messages.recipients import Audience
from webinars.events.materials import Material
from webinars.events.queries import event_by_id
from webinars.i18n import Translator
from webinars.outbox.models import Message
from webinars.site import Site

FOLDER = "registration-message"
_LEAVING = frozenset({EventMessageState.SENDING, EventMessageState.SENT})
# In previews, in place of the token of a private link.
BLANK = "…"
UNSUBSCRIBE = "/unsubscribe/%s"


@dataclass(frozen=True)
class Preview:
    """A message as one registrant will get it, private links blanked."""

    name: str
    email: str
    language: str
    timezone: str
    subject: str
    text: str


def to_registrant(context: EmailContext) -> OutgoingEmail | None:
    """Compose a message as it is now; None if it was stopped, or no longer is for this registrant.

    Also if the event was cancelled, postponed, withdrawn or restored since it began to leave.
    """
    message = context.batch.event_message(context.payload["event_message_id"])
    if message is None or message.state not in _LEAVING:
        return None
    if context.message.budget_group != message.budget_group:
        return None  # of an earlier run
    audience = Audience.from_stored(message.audience)
    # Whoever has changed their address gets it at the new one: no other message replaces it.
    registration = shared.of_status(context, *audience.statuses)
    if registration is None or not audience.includes(registration):
        return None
    if message.is_optional and context.batch.is_unsubscribed(registration.id):
        return None
    state = registration.event.state
    if context.payload.get("event_state", state) != state:
        return None
    t = context.translator(registration.language)
    values = shared.registration_values(context, registration, t)
    values["manage_url"] = shared.manage_url_of(context, registration)
    values |= _message_values(message, values, t, _materials(context, message))
    if message.is_optional:
        path = f"{UNSUBSCRIBE}?message={message.id}"
        values["unsubscribe_url"] = context.link(Purpose.UNSUBSCRIBE, registration.id, path)
    return context.render_email(
        FOLDER,
        t,
        to=mailbox(registration.name, registration.email),
        values=values,
        event=registration.event,
    )


def test(context: EmailContext) -> OutgoingEmail | None:
    """Compose a message as a test for its author; None if it was deleted, or the account was disabled."""
    message = context.batch.event_message(context.payload["event_message_id"])
    account = context.session.get(Organiser, context.payload["organiser_id"])
    if message is None or account is None or account.disabled_at is not None:
        return None
    event, t = event_by_id(context.session, message.event_id), context.translator(account.language)
    values = shared.event_values(context, event, account.timezone, t)
    # Nobody's private link is in a test.
    values["manage_url"] = context.site.url(f"/organise/events/{event.id}/messages/{message.id}")
    materials = _materials(context, message)
    values |= _message_values(message, values, t, materials, is_test=True)
    to = mailbox(shown_name(account.name, account.email), account.email)
    return context.render_email(FOLDER, t, to=to, values=values, event=event)


def preview(
    session: Session, site: Site, message: EventMessage, registration_id: int
) -> Preview | None:
    """Render a message for a registrant without issuing links or recording times; None if they left."""
    batch = Batch(session, site)
    registration = batch.registration(registration_id)
    if registration is None or registration.erased_at is not None:
        return None
    context = EmailContext(Message(), site, "", batch)
    event, t = registration.event, context.translator(registration.language)
    values = shared.registration_values(context, registration, t, is_notified=False)
    values["manage_url"] = site.url(f"/registrations/{BLANK}")
    values |= _message_values(message, values, t, _materials(context, message))
    if message.is_optional:
        values["unsubscribe_url"] = site.url(UNSUBSCRIBE % BLANK)
    try:
        to = mailbox(registration.name, registration.email)
    except UndeliverableError:
        return None
    subject, text, _html = context.render_parts(FOLDER, t, to=to, values=values, event=event)
    return Preview(
        registration.name,
        registration.email,
        t.language,
        registration.timezone,
        sanitize.subject(subject),
        text.strip(),
    )


def _materials(context: EmailContext, message: EventMessage) -> Sequence[Material]:
    """Return the links to recording and slides if the message has their placeholder."""
    return context.batch.materials(message.event_id) if has_recording(message.text) else ()


def _message_values(
    message: EventMessage,
    values: dict[str, Any],
    t: Translator,
    materials: Sequence[Material],
    *,
    is_test: bool = False,
) -> dict[str, Any]:
    """Return subject and text in pieces, in a reader's language; what is not personal is filled in."""
    pieces = shared.piece_filler(values)
    subject = pieces(t.text(message.subject))
    if is_test:
        before, _subject, after = t("Test: %(subject)s", subject="\n").partition("\n")
        subject = ("text", before), *subject, ("text", after)
    return {
        "unsubscribe_url": "",
        "subject_pieces": subject,
        "paragraphs": tuple(
            tuple(
                shown
                for line in paragraph
                for shown in _with_materials(line, materials, values["event_url"], t)
            )
            for paragraph in shared.paragraphs_of(t.text(message.text), pieces)
        ),
    }


def _with_materials(
    line: Sequence[Piece], materials: Sequence[Material], event_url: str, t: Translator
) -> Iterator[tuple[Piece, ...]]:
    """Yield a line with the links in place of their placeholder, one below the other.

    If they were removed after the message began to leave, the event's page takes their place.
    """
    current: list[Piece] = []
    for piece in line:
        if piece[0] != Placeholder.RECORDING:
            current.append(piece)
            continue
        for number, (label, url) in enumerate(materials):
            if number:
                yield tuple(current)
                current = []
            current += [("text", f"{sanitize.one_line(t.text(label))}: "), ("url", url)]
        if not materials:
            current.append(("url", event_url))
    yield tuple(current)
