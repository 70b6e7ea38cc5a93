"""One message over SMTP in two steps, the first of which needs no listener."""

# Where the server offers it the commands go out together (RFC 2920), one way there and back instead of three;
# else the first goes out, and each of the others after the answer to the one before. Until the content is
# handed over nothing can be taken for a message: whoever stops in between closes the connection.
#
# References:
#     RFC 5321 section 4.1.1.4: nothing is delivered before the dot; 4.5.2: lines that begin with one get two.

import re
import smtplib
from dataclasses import dataclass

_TAKEN, _TO_SOMEBODY_ELSE, _GO_ON = 250, 251, 354
_PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True)
class Announced:
    """A message whose envelope is on its way: its commands, and how many of them have been sent."""

    sender: str
    recipient: str
    content: bytes
    commands: tuple[str, ...]
    sent: int


def announce(connection: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> Announced:
    """Send as much of the envelope as the server takes without being listened to.

    Raises:
        OSError, smtplib.SMTPException: the connection is broken.
        ValueError: an address would be more than one line.
    """
    size = f" SIZE={len(content)}" if connection.has_extn("size") else ""
    commands = (
        f"MAIL FROM:{path(sender)}{size}",
        f"RCPT TO:{path(recipient)}",
        "DATA",
    )
    sent = len(commands) if connection.has_extn("pipelining") else 1
    _say(connection, commands[:sent])
    return Announced(sender, recipient, content, commands, sent)


def hand_over(connection: smtplib.SMTP, message: Announced) -> None:
    """Listen to the answers and hand over the content, for which the server then answers.

    Raises:
        smtplib.SMTPSenderRefused, SMTPRecipientsRefused, SMTPDataError: what was refused, as from sendmail().
        OSError, smtplib.SMTPException: the connection is broken, and nothing that was said before tells why.
    """
    answers: list[tuple[int, bytes]] = []
    for place, command in enumerate(message.commands):
        if place >= message.sent:
            if _refusal(message, answers):
                break
            _say(connection, [command])
        try:
            answers.append(connection.getreply())
        except (OSError, smtplib.SMTPException):
            if not _refusal(message, answers):
                raise
            break  # it has said why it goes
    refusal = _refusal(message, answers)
    if refusal is not None:
        if answers[-1][0] == _GO_ON:
            # It waits for content that nobody is to get; only without us it will not take any for a message.
            connection.close()
        raise refusal
    connection.send(_quoted(message.content))
    code, words = connection.getreply()
    if code != _TAKEN:
        raise smtplib.SMTPDataError(code, words)


def path(address: str) -> str:
    """Return an address as it stands in a command; most need no parser to be found plain."""
    return f"<{address}>" if _PLAIN.fullmatch(address) else smtplib.quoteaddr(address)


def _say(connection: smtplib.SMTP, commands: tuple[str, ...] | list[str]) -> None:
    if any("\r" in each or "\n" in each for each in commands):
        raise ValueError("a command has a line break in it")
    connection.send("".join(f"{each}\r\n" for each in commands).encode("ascii"))


def _refusal(message: Announced, answers: list[tuple[int, bytes]]) -> smtplib.SMTPException | None:
    """Return the first answer that is no; what follows it only follows from it."""
    for (code, words), wanted in zip(
        answers, ((_TAKEN,), (_TAKEN, _TO_SOMEBODY_ELSE), (_GO_ON,)), strict=False
    ):
        if code in wanted:
            continue
        if wanted == (_TAKEN,):
            return smtplib.SMTPSenderRefused(code, words, message.sender)
        if wanted == (_GO_ON,):
            return smtplib.SMTPDataError(code, words)
        return smtplib.SMTPRecipientsRefused({message.recipient: (code, words)})
    return None


def _quoted(content: bytes) -> bytes:
    """Return the content as it travels, with the dot that ends it."""
    if content.startswith(b".") or b"\n." in content:
        content = _DOT.sub(b"..", content)
    return content + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")
