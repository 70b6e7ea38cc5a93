"""How often and how long a message is tried, as plain numbers."""

import hashlib
import secrets
from datetime import datetime, timedelta

# Gaps after the first, second … attempt. They grow, so that a mailbox that is full for an evening costs
# little, and together they exceed 48 hours: a server that is down over a weekend day loses nothing.
GAPS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 720, 720, 720)
)
JITTER = 0.2
COMPOSE_ATTEMPTS = 3
# A claim that ends neither way, because the process dies of it, is counted too.
MOST_ATTEMPTS = len(GAPS) + 9
KEEP_DAYS = 30
# Longer than the second press of a double click takes, shorter than anybody waits for an e-mail.
A_MOMENT = timedelta(minutes=1)
# Prefixes of the reason of a message that failed the self-check: the errors of ical.self_check and
# emails.message. Releases before called the latter LetterError.
STOPPED_BY_CHECK = ("CalendarTextError: ", "MessageError: ", "LetterError: ")


def new_mail_token() -> str:
    """Return what is random in a Message-ID."""
    return secrets.token_hex(16)


def derived_mail_token(cause: str, *parts: object) -> str:
    """Return a token for a message that another one leads to: the same each time, and nobody can guess it.

    cause is the token of the other message, which is never sent.
    """
    return hashlib.sha256("\n".join([cause, *map(str, parts)]).encode()).hexdigest()[:32]


def pause_text(paused_at: datetime, queued: int) -> str:
    """Return what operators are told of a paused outbox."""
    messages = "1 message is" if queued == 1 else f"{queued} messages are"
    return (
        f"the outbox has been paused since {paused_at:%Y-%m-%d %H:%M} UTC, {messages} queued; "
        "webinars outbox resume sends them"
    )


def is_stopped_by_check(reason: str) -> bool:
    """Tell whether a message was stopped by the self-check, from the reason that is written beside it."""
    return reason.startswith(STOPPED_BY_CHECK)


def gap(attempts: int, *, chance: float) -> timedelta | None:
    """Return how long to wait after the given number of attempts, or None when it was the last.

    chance, from 0 to 1, only ever lengthens the wait, so that messages refused together come back apart.
    """
    if not 1 <= attempts <= len(GAPS):
        return None
    return GAPS[attempts - 1] * (1 + JITTER * chance)
