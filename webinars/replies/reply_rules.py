"""Rules for replies: status, sender, order and verdict."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from webinars.ical.reply import CalendarReply
from webinars.security.email_addresses import normalize_address

# More replies a day than that come from a faulty program.
MAX_PER_DAY = 30
DAY = timedelta(days=1)
# E-mails from other senders than the registrant that are forwarded, per event and hour.
MAX_PER_SENDER_AN_HOUR = 3
MAX_FROM_OTHERS_AN_HOUR = 20
MAX_CLOCK_SKEW = timedelta(minutes=5)
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
    e-mail declares another method than its calendar object (RFC 6047 section 2.4); our mail server reports
    that its sender is forged (RFC 8601).
    """

    TAKEN = "taken"
    OUTDATED = "outdated"
    OVERTAKEN = "overtaken"
    STRANGER = "stranger"
    MISMATCH = "method-mismatch"
    HELD = "held"


# Not from calendars: bounces and written replies.
NOT_FROM_CALENDARS = (ReplyStatus.BOUNCED, ReplyStatus.WRITTEN)
COUNTING = (Verdict.TAKEN, Verdict.OUTDATED)
# Declines with these verdicts: the registrant is asked by e-mail. A newer reply has answered for OVERTAKEN.
ASKED_ABOUT = (Verdict.OUTDATED, Verdict.STRANGER, Verdict.MISMATCH, Verdict.HELD)
# Without DELEGATED: the organiser decides about the delegate.
CANCELLING = (ReplyStatus.DECLINED,)


@dataclass(frozen=True)
class ReplyOrder:
    """The order of a reply (RFC 5546 section 2.1.5), then the Date of its e-mail."""

    sequence: int
    stamp: datetime
    written_at: datetime


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
    answer: CalendarReply,
    *,
    current: int,
    answered: int,
    written_at: datetime | None,
    now: datetime,
) -> ReplyOrder:
    """Return a reply's order, limited to our SEQUENCE and clock, so that none stays the newest for ever.

    answered: the SEQUENCE of the invitation that was the last one when the reply was written, for calendars
    that do not repeat it.
    """
    sequence = answered if answer.sequence is None else answer.sequence
    stamp = answer.stamp or written_at or now
    return ReplyOrder(min(sequence, current), min(stamp, now), min(written_at or now, now))


def is_from_registrant(
    answer: CalendarReply, *, uid: str, address: str, sender: str, on_behalf_of: str = ""
) -> bool:
    """Return whether a reply is about the event, for the registrant, and sent by them.

    address is canonical, as stored. An invitation may have been forwarded, so the sender of the reply must be
    its attendee (RFC 6047 section 2.2.1), or a calendar server that sent it on their behalf. Without an
    address of the attendee, only the sender decides.
    """
    is_sender = is_same_mailbox(sender, address)
    if answer.attendees:
        is_sender = is_sender or is_same_mailbox(on_behalf_of, address)
    is_attendee = names_attendee(answer, address) or not answer.attendees
    return answer.uid == uid and not answer.is_for_instance and is_attendee and is_sender


def names_attendee(answer: CalendarReply, address: str) -> bool:
    """Return whether a reply is for an attendee."""
    return any(is_same_mailbox(attendee, address) for attendee in answer.attendees)


def is_same_mailbox(one: str, other: str) -> bool:
    """Return whether two addresses are known to be one mailbox: Gmail ignores dots."""
    return bool(one and other) and _mailbox(one) == _mailbox(other)


def judge_reply(order: ReplyOrder, *, current: int, before: ReplyOrder | None) -> Verdict:
    """Judge a registrant's reply; current is the SEQUENCE that it should answer.

    Of two in the same order, the one that arrives later is the newer one.
    """
    if before is not None and _rank(order) < _rank(before):
        return Verdict.OVERTAKEN
    return Verdict.OUTDATED if order.sequence < current else Verdict.TAKEN


def _rank(order: ReplyOrder) -> tuple[int, datetime, datetime]:
    return order.sequence, order.stamp, order.written_at.replace(microsecond=0)


def _mailbox(address: str) -> str:
    local, _, domain = normalize_address(address).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _ONE_MAILBOX:
        return re.sub(r"\.", "", local) + "@gmail.com"
    return f"{local}@{domain}"
