"""Send one e-mail to an operator's address at once, and say what became of it."""

# It takes the way of all others: composed, read back, and sent as SMTP_URL says. It is no message of the
# outbox, so it is sent even while that is paused, and counts in no budget.

import re
import secrets
from collections.abc import Mapping
from email.utils import parseaddr
from html import escape
from typing import Any

from webinars.emails import sanitize
from webinars.emails.mime_message import build
from webinars.emails.outgoing_email import OutgoingEmail, UndeliverableError, mailbox
from webinars.emails.smtp import (
    DeferredError,
    Envelope,
    FolderTransport,
    RefusedError,
    UnavailableError,
    explain_failure,
    probing_transport,
)
from webinars.emails.threads import message_id_host
from webinars.site import Site
from webinars.timezones import clock

_PARAGRAPH = re.compile(r"\n\n+")
_TEXT = """This is a test e-mail from %(name)s, %(address)s.

It was sent by webinars check --send-to. If it reached you, e-mail of this installation can be delivered.
Its headers say whether SPF, DKIM and DMARC passed. You need not reply."""


class NotSentError(Exception):
    """The e-mail was not sent; the text says why, in one line."""


def send_trial_email(site: Site, config: Mapping[str, Any], address: str) -> str:
    """Send an e-mail to an address; return in one sentence what the mail server answered.

    Raises:
        NotSentError: it was refused, deferred, or could not be handed over.
    """
    try:
        email = _compose(site, address)
    except UndeliverableError as error:
        shown = " ".join(address.split())
        raise NotSentError(f"“{shown}” cannot be written to: {error}") from error
    recipient = email.recipient.email
    envelope = Envelope(0, email.sender.email, recipient, build(email), email.written_at)
    transport = probing_transport(config)
    try:
        answer = transport.send(envelope)
    except RefusedError as error:
        raise NotSentError(f"the mail server refuses an e-mail to {recipient}: {error}") from error
    except DeferredError as error:
        raise NotSentError(
            f"the mail server does not take an e-mail to {recipient} now: {error}"
        ) from error
    except UnavailableError as error:
        raise NotSentError(explain_failure(transport, error)) from error
    finally:
        transport.close()
    if isinstance(transport, FolderTransport):
        return f"Test e-mail to {recipient}: written to {answer}; nothing sends it from there"
    return f"Test e-mail to {recipient}: accepted, {answer}"


def _compose(site: Site, address: str) -> OutgoingEmail:
    name = sanitize.one_line(site.name)
    text = _TEXT % {"name": name, "address": site.base_url}
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in _PARAGRAPH.split(text))
    return OutgoingEmail(
        sender=mailbox(name, parseaddr(site.mail_from)[1]),
        recipient=mailbox("", address),
        reply_to=None,
        subject=sanitize.subject(f"Test e-mail from {name}"),
        text=text + "\n",
        html=f'<!doctype html><html lang="en"><body>{paragraphs}</body></html>\n',
        calendar=None,
        mail_id=f"<{secrets.token_hex(16)}@{message_id_host(site)}>",
        written_at=clock.now(),
    )
