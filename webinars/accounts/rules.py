"""Lifetimes of sign-in links and sessions, and when to ask for another sign-in."""

from datetime import datetime, timedelta

NAME_LENGTH = 200
LINK_LIFETIME = timedelta(minutes=30)
# Longer than an impatient second press takes.
TWICE = timedelta(minutes=5)
# E-mails that a person is waiting for go before others.
SOON = 10
SESSION_IDLE = timedelta(hours=12)
SESSION_MAX_AGE = timedelta(days=14)
# Managing accounts needs a recent sign-in; a form shown in time may be filled in at leisure.
FRESH, FILLING_IN = timedelta(hours=1), timedelta(minutes=30)
# A session's row is updated at most this often, so that page views do not write each time.
SEEN_STEP = timedelta(minutes=5)


def is_live(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Return whether a session is valid.

    A session created in the future, after the clock was set back, is not trusted.
    """
    return created_at <= now < created_at + SESSION_MAX_AGE and now < seen_at + SESSION_IDLE


def is_fresh(created_at: datetime, now: datetime, *, filled_in: bool = False) -> bool:
    """Return whether a session's sign-in is recent.

    filled_in: a form is submitted that was rendered a while ago.
    """
    return created_at <= now < created_at + FRESH + (FILLING_IN if filled_in else timedelta())
