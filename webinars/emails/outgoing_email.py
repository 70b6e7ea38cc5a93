"""One e-mail ready to encode: sender, recipient, texts and calendar part."""

from dataclasses import dataclass
from datetime import datetime

from webinars.emails import sanitize
from webinars.errors import InvalidInputError
from webinars.security.email_addresses import LOCAL, LONGEST_LOCAL, ascii_host


class UndeliverableError(Exception):
    """No message can ever be delivered to this address; the text says why."""


@dataclass(frozen=True)
class Mailbox:
    """A name and an address that are valid in a header and in an envelope."""

    name: str
    email: str


@dataclass(frozen=True)
class CalendarPart:
    """A calendar object for the recipient's calendar, with its iTIP method.

    is_first: the calendar had no entry of the event before.
    """

    method: str
    body: bytes
    is_first: bool = False


@dataclass(frozen=True)
class OutgoingEmail:
    """The content of one e-mail, rendered and not yet encoded.

    references: the Message-IDs of its thread; it replies to the last one that was sent. unsubscribe_url: for
    e-mails that are not needed to take part.
    """

    sender: Mailbox
    recipient: Mailbox
    reply_to: Mailbox | None
    subject: str
    text: str
    html: str
    calendar: CalendarPart | None
    mail_id: str
    written_at: datetime
    references: tuple[str, ...] = ()
    unsubscribe_url: str = ""

    @property
    def in_reply_to(self) -> str:
        """Return the e-mail that this one follows; empty for the first of a thread."""
        return self.references[-1] if len(self.references) > 1 else ""


def mailbox(name: str, email: str) -> Mailbox:
    """Return a mailbox with its domain in ASCII (IDNA) and its name sanitized for a header.

    Raises:
        UndeliverableError: the address is not valid in a message.
    """
    local, _, domain = email.strip().rpartition("@")
    try:
        ascii_domain = ascii_host(domain)
    except InvalidInputError as error:
        raise UndeliverableError("the domain of the address is not valid") from error
    if not local.isascii():
        raise UndeliverableError("the part before the @ is not ASCII; that would need SMTPUTF8")
    # "=?" would make an encoded word, which some readers decode even in an address.
    if not LOCAL.fullmatch(local) or "=?" in local or len(local) > LONGEST_LOCAL:
        raise UndeliverableError("the address is not valid")
    return Mailbox(sanitize.person(name), f"{local}@{ascii_domain}")
