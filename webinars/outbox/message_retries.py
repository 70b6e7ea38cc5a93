"""When a failed message is retried, and how often."""

from datetime import timedelta

# Delays after the first, second … attempt. They grow, so that a full mailbox costs little, and add up to
# more than 48 hours, so that a server that is down for a weekend loses nothing.
RETRY_DELAYS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 720, 720, 720)
)


JITTER = 0.2
COMPOSE_ATTEMPTS = 3
# Attempts in which the process died are counted too.
MOST_ATTEMPTS = len(RETRY_DELAYS) + 9


def retry_delay(attempts: int, *, chance: float) -> timedelta | None:
    """Return the delay after the given number of attempts, or None after the last.

    chance, from 0 to 1, lengthens it, so that messages deferred together are not retried together.
    """
    if not 1 <= attempts <= len(RETRY_DELAYS):
        return None
    return RETRY_DELAYS[attempts - 1] * (1 + JITTER * chance)
