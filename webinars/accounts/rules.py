"""Decisions about organisers: how long links and sessions live, and who is asked to sign in again."""

from datetime import datetime, timedelta

NAME_LENGTH = 200
LINK_LIFETIME = timedelta(minutes=30)
# Longer than an impatient second press takes.
TWICE = timedelta(minutes=5)
# Mails that somebody sits and waits for leave before others.
SOON = 10
SESSION_IDLE = timedelta(hours=12)
SESSION_MAX_AGE = timedelta(days=14)
# Who else may come in is changed soon after signing in; a form shown in time may be filled in at leisure.
FRESH, FILLING_IN = timedelta(hours=1), timedelta(minutes=30)
# A session's row is touched at most this often, so that looking at pages does not write each time.
SEEN_STEP = timedelta(minutes=5)


def is_live(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Tell whether a session is still good.

    Its own times say so; one from the future, after the clock was set back, is not trusted.
    """
    return created_at <= now < created_at + SESSION_MAX_AGE and now < seen_at + SESSION_IDLE


def is_fresh(created_at: datetime, now: datetime, *, filled_in: bool = False) -> bool:
    """Tell whether somebody signed in so lately that it is surely them who sits there.

    filled_in: a form is sent, which was shown a while ago.
    """
    return created_at <= now < created_at + FRESH + (FILLING_IN if filled_in else timedelta())
