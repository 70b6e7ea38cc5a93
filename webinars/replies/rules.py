"""Rules for replies: status, sender, order and verdict."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from webinars.ical.reply import CalendarReply
from webinars.security.email_addresses import normalize_address

# More replies a day than that come from a faulty program.
MAX_PER_DAY = 30
# E-mails from other senders than the registrant that are forwarded, per event and hour.
MAX_PER_SENDER_AN_HOUR = 3
MAX_FROM_OTHERS_AN_HOUR = 20
_ONE_MAILBOX = frozenset({"gmail.com", "googlemail.com"})


class ReplyStatus(StrEnum):
    """The status of a reply: a PARTSTAT or COUNTER, a bounce, or written text."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"
    COUNTERED = "countered"
    BOUNCED = "bounced"
    WRITTEN = "written"


class Verdict(StrEnum):
    """How a reply was judged.

    It counts; it answers an outdated invitation; a newer reply is known; it is not from the registrant; the
    e-mail declares another method than its calendar object (RFC 6047 section 2.4).
    """

    TAKEN = "taken"
    OUTDATED = "outdated"
    OVERTAKEN = "overtaken"
    STRANGER = "stranger"
    MISMATCH = "method-mismatch"


# Not from calendars: bounces and written replies.
NOT_FROM_CALENDARS = (ReplyStatus.BOUNCED, ReplyStatus.WRITTEN)
COUNTING = (Verdict.TAKEN, Verdict.OUTDATED)
# Without DELEGATED: the organiser decides about the delegate.
CANCELLING = (ReplyStatus.DECLINED,)


@dataclass(frozen=True)
class ReplyOrder:
    """The order of a reply (RFC 5546 section 2.1.5)."""

    sequence: int
    stamp: datetime


def status_of(answer: CalendarReply) -> ReplyStatus | None:
    """Return the status of a calendar's reply; None for a PARTSTAT such as NEEDS-ACTION."""
    if answer.method == "COUNTER":
        return ReplyStatus.COUNTERED
    try:
        status = ReplyStatus(answer.partstat.lower())
    except ValueError:
        return None
    return None if status in (ReplyStatus.COUNTERED, *NOT_FROM_CALENDARS) else status


def order_of(
    answer: CalendarReply, *, current: int, written_at: datetime | None, now: datetime
) -> ReplyOrder:
    """Return a reply's order, limited to our SEQUENCE and clock, so that none stays the newest for ever."""
    stamp = answer.stamp or written_at or now
    return ReplyOrder(min(answer.sequence, current), min(stamp, now))


def is_theirs(answer: CalendarReply, *, uid: str, address: str, sender: str) -> bool:
    """Return whether a reply is about the event, for the registrant, and sent by them.

    address is canonical, as stored. An invitation may have been forwarded, so the sender of the reply must be
    its attendee (RFC 6047 section 2.2.1).
    """
    is_attendee = any(is_same_mailbox(attendee, address) for attendee in answer.attendees)
    is_sender = is_same_mailbox(sender, address)
    return answer.uid == uid and not answer.is_for_instance and is_attendee and is_sender


def is_same_mailbox(one: str, other: str) -> bool:
    """Return whether two addresses are known to be one mailbox: Gmail ignores dots."""
    return bool(one and other) and _mailbox(one) == _mailbox(other)


def verdict_of(order: ReplyOrder, *, current: int, before: ReplyOrder | None) -> Verdict:
    """Judge a registrant's reply; current is the SEQUENCE that it should answer."""
    if before is not None and (order.sequence, order.stamp) <= (before.sequence, before.stamp):
        return Verdict.OVERTAKEN
    return Verdict.OUTDATED if order.sequence < current else Verdict.TAKEN


def _mailbox(address: str) -> str:
    local, _, domain = normalize_address(address).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _ONE_MAILBOX:
        return re.sub(r"\.", "", local) + "@gmail.com"
    return f"{local}@{domain}"
