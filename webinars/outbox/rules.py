"""Retry delays, limits and tokens of messages."""

import hashlib
import secrets
from datetime import datetime, timedelta

# Delays after the first, second … attempt. They grow, so that a full mailbox costs little, and add up to
# more than 48 hours, so that a server that is down for a weekend loses nothing.
RETRY_DELAYS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 720, 720, 720)
)
JITTER = 0.2
COMPOSE_ATTEMPTS = 3
# Attempts in which the process died are counted too.
MOST_ATTEMPTS = len(RETRY_DELAYS) + 9
KEEP_DAYS = 30
# Longer than a double click takes, shorter than anyone waits for an e-mail.
DUPLICATE_WINDOW = timedelta(minutes=1)
# Prefixes of the reason of a message that failed the self-check: the errors of ical.round_trip_check and
# emails.mime_message. Releases before called the latter LetterError.
STOPPED_BY_CHECK = ("CalendarTextError: ", "MessageError: ", "LetterError: ")

# Prefixes of the reason of a message that a handler has fanned out; releases before wrote "told to".
FANNED_OUT = ("fanned out to ", "told to ")


def new_mail_token() -> str:
    """Return the random part of a Message-ID."""
    return secrets.token_hex(16)


def derived_mail_token(cause: str, *parts: object) -> str:
    """Derive the token of a message from that of the message whose handler enqueues it.

    It is the same each time and cannot be guessed, because the token of the cause is never sent.
    """
    return hashlib.sha256("\n".join([cause, *map(str, parts)]).encode()).hexdigest()[:32]


def pause_text(paused_at: datetime, queued: int) -> str:
    """Return the warning for operators about a paused outbox."""
    messages = "1 message is" if queued == 1 else f"{queued} messages are"
    return (
        f"the outbox has been paused since {paused_at:%Y-%m-%d %H:%M} UTC, {messages} queued; "
        "webinars outbox resume sends them"
    )


def is_stopped_by_check(reason: str) -> bool:
    """Return whether the reason of a message says that it failed the self-check."""
    return reason.startswith(STOPPED_BY_CHECK)


def retry_delay(attempts: int, *, chance: float) -> timedelta | None:
    """Return the delay after the given number of attempts, or None after the last.

    chance, from 0 to 1, lengthens it, so that messages deferred together are not retried together.
    """
    if not 1 <= attempts <= len(RETRY_DELAYS):
        return None
    return RETRY_DELAYS[attempts - 1] * (1 + JITTER * chance)
