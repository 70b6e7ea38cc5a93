"""When an event accepts comments, how many, and how long they are stored; on plain values."""

from datetime import datetime, timedelta

from webinars.events.enums import EventState

NAME_LENGTH = 200


TEXT_LENGTH = 3000


ANSWER_LENGTH = 3000


# Limit per event; an organiser who is away must not come back to a flood.
MAX_PENDING = 100


MAX_PENDING_PER_ADDRESS = 3


# All of them are on one page.
MAX_PUBLIC = 60


# People ask for recordings and documents afterwards.
OPEN_AFTER_END = timedelta(days=30)


KEEP_REMOVED = KEEP_ADDRESS = timedelta(days=30)


KEEP_UNPUBLISHED = timedelta(days=90)


def accepts_comments(*, is_on: bool, state: EventState, ends_at: datetime, now: datetime) -> bool:
    """Return whether an event accepts comments: ahead, postponed, or a while after its end.

    A cancelled event accepts none: everyone concerned was notified, and its page only says so.
    """
    if not is_on:
        return False
    if state is EventState.POSTPONED:
        return True
    return state is EventState.PUBLISHED and now < ends_at + OPEN_AFTER_END
