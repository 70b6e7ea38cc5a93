"""Send a message by SMTP in two steps: the envelope, then responses and content."""

# If the server offers PIPELINING (RFC 2920), all three commands are sent at once, which takes one round trip
# instead of three; else only MAIL is, and each other command follows the response to the one before. Nothing
# is delivered before the content; to abort in between, close the connection.
#
# References:
#     RFC 5321 section 4.1.1.4: nothing is delivered before the final dot; 4.5.2: leading dots are doubled.

import re
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass

_OK, _WILL_FORWARD, _START_INPUT = 250, 251, 354
_PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True)
class PendingMessage:
    """A message of which the envelope was sent, at least MAIL: its commands, and how many were sent."""

    sender: str
    recipient: str
    content: bytes
    commands: tuple[str, ...]
    sent: int


def send_envelope(
    connection: smtplib.SMTP, sender: str, recipient: str, content: bytes
) -> PendingMessage:
    """Send the commands that need no response before: all if the server offers PIPELINING, else MAIL.

    Raises:
        OSError, smtplib.SMTPException: the connection is broken.
        ValueError: an address contains a line break.
    """
    size = f" SIZE={len(content)}" if connection.has_extn("size") else ""
    commands = (
        f"MAIL FROM:{path(sender)}{size}",
        f"RCPT TO:{path(recipient)}",
        "DATA",
    )
    sent = len(commands) if connection.has_extn("pipelining") else 1
    _send_commands(connection, commands[:sent])
    return PendingMessage(sender, recipient, content, commands, sent)


def send_content(connection: smtplib.SMTP, message: PendingMessage) -> str:
    """Read the responses, send the remaining commands and the content; return the response to it.

    Raises:
        smtplib.SMTPSenderRefused, SMTPRecipientsRefused, SMTPDataError: as of sendmail().
        OSError, smtplib.SMTPException: the connection broke without a negative response before.
    """
    responses: list[tuple[int, bytes]] = []
    for index, command in enumerate(message.commands):
        if index >= message.sent:
            if _rejection(message, responses):
                break
            _send_commands(connection, [command])
        try:
            responses.append(connection.getreply())
        except (OSError, smtplib.SMTPException):
            if not _rejection(message, responses):
                raise
            break  # the negative response before says why
    rejection = _rejection(message, responses)
    if rejection is not None:
        if responses[-1][0] == _START_INPUT:
            # The server awaits content without a recipient; only disconnecting ends the transaction.
            connection.close()
        raise rejection
    connection.send(_dot_stuffed(message.content))
    code, reply = connection.getreply()
    if code != _OK:
        raise smtplib.SMTPDataError(code, reply)
    return " ".join(f"{code} {reply.decode('utf-8', 'replace')}".split())


def path(address: str) -> str:
    """Return an address as in a command; plain ones need no parser."""
    return f"<{address}>" if _PLAIN.fullmatch(address) else smtplib.quoteaddr(address)


def _send_commands(connection: smtplib.SMTP, commands: Sequence[str]) -> None:
    if any("\r" in command or "\n" in command for command in commands):
        raise ValueError("a command has a line break in it")
    connection.send("".join(f"{command}\r\n" for command in commands).encode("ascii"))


def _rejection(
    message: PendingMessage, responses: Sequence[tuple[int, bytes]]
) -> smtplib.SMTPException | None:
    """Return the error of the first negative response, which causes those after it."""
    for (code, reply), expected in zip(
        responses, ((_OK,), (_OK, _WILL_FORWARD), (_START_INPUT,)), strict=False
    ):
        if code in expected:
            continue
        if expected == (_OK,):
            return smtplib.SMTPSenderRefused(code, reply, message.sender)
        if expected == (_START_INPUT,):
            return smtplib.SMTPDataError(code, reply)
        return smtplib.SMTPRecipientsRefused({message.recipient: (code, reply)})
    return None


def _dot_stuffed(content: bytes) -> bytes:
    """Return the content with leading dots doubled and the final dot."""
    if content.startswith(b".") or b"\n." in content:
        content = _DOT.sub(b"..", content)
    return content + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")
