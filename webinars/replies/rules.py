"""What a reply means, as plain values: what was said, whose it is, whether it is news."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from webinars.ical.reply import Answer
from webinars.security.email_addresses import normalize_address

# What a person can press in a day; more is a machine gone wild.
MOST_A_DAY = 30
# E-mails that other senders than the registrants may have passed on, by event and hour, whoever they are.
MOST_FROM_ONE_AN_HOUR = 3
MOST_FROM_OTHERS_AN_HOUR = 20
_ONE_MAILBOX = frozenset({"gmail.com", "googlemail.com"})


class Said(StrEnum):
    """What came in about a registration."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"
    COUNTERED = "countered"
    BOUNCED = "bounced"
    WRITTEN = "written"


class Verdict(StrEnum):
    """What became of it.

    It counts; it answers an invitation that was replaced since; a newer one is known; it is not the person's;
    the e-mail names another method than the calendar object in it (RFC 6047 section 2.4).
    """

    TAKEN = "taken"
    OUTDATED = "outdated"
    OVERTAKEN = "overtaken"
    STRANGER = "stranger"
    MISMATCH = "method-mismatch"


# Not said by a calendar: a mail of ours came back, a person wrote by hand.
BESIDE = (Said.BOUNCED, Said.WRITTEN)
COUNTING = (Verdict.TAKEN, Verdict.OUTDATED)
# DELEGATED is not among them: who takes part instead must be asked, so the organiser decides.
GIVING_BACK = (Said.DECLINED,)


@dataclass(frozen=True)
class Turn:
    """Where a reply stands in the order of replies (RFC 5546 section 2.1.5)."""

    sequence: int
    stamp: datetime


def said_in(answer: Answer) -> Said | None:
    """Return what somebody's calendar says; None for a state that is no answer yet."""
    if answer.method == "COUNTER":
        return Said.COUNTERED
    try:
        said = Said(answer.partstat.lower())
    except ValueError:
        return None
    return None if said in (Said.COUNTERED, *BESIDE) else said


def turn_of(answer: Answer, *, current: int, written_at: datetime | None, now: datetime) -> Turn:
    """Return a reply's turn; numbers and clocks ahead of ours are brought back, lest they win for ever."""
    stamp = answer.stamp or written_at or now
    return Turn(min(answer.sequence, current), min(stamp, now))


def is_theirs(answer: Answer, *, uid: str, address: str, sender: str) -> bool:
    """Tell whether a reply is about the event, for the person, and from them.

    address is canonical, as the registration keeps it. The invitation may have been forwarded with all that
    is in it, so whoever sends the reply must be whom it speaks for (RFC 6047 section 2.2.1).
    """
    named = any(is_same_mailbox(each, address) for each in answer.attendees)
    sent = is_same_mailbox(sender, address)
    return answer.uid == uid and not answer.is_part and named and sent


def is_same_mailbox(one: str, other: str) -> bool:
    """Tell whether two addresses reach one mailbox, as far as that can be known: Gmail ignores dots."""
    return bool(one and other) and _mailbox(one) == _mailbox(other)


def verdict_on(turn: Turn, *, current: int, before: Turn | None) -> Verdict:
    """Return what becomes of a person's own reply; current is the SEQUENCE they should have answered."""
    if before is not None and (turn.sequence, turn.stamp) <= (before.sequence, before.stamp):
        return Verdict.OVERTAKEN
    return Verdict.OUTDATED if turn.sequence < current else Verdict.TAKEN


def _mailbox(address: str) -> str:
    local, _, domain = normalize_address(address).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _ONE_MAILBOX:
        return re.sub(r"\.", "", local) + "@gmail.com"
    return f"{local}@{domain}"
