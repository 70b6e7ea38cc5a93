"""Calendar replies and returned e-mails, formatted for the registrations table and the CSV file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from webinars.database import db
from webinars.i18n import N_, Translator
from webinars.registrations.organiser.registrant_list import BATCH, Registrant
from webinars.replies.current_reply import current_reply
from webinars.replies.models import Reply
from webinars.replies.queries import ReplySummary, reply_summaries
from webinars.replies.reply_rules import ReplyStatus, Verdict
from webinars.timezones import formatting
from webinars.timezones.local_times import to_local

_SIGNS = {
    ReplyStatus.ACCEPTED: ("check", N_("accepted in the calendar")),
    ReplyStatus.TENTATIVE: ("clock", N_("tentative in the calendar")),
    ReplyStatus.DECLINED: ("give", N_("declined in the calendar")),
    ReplyStatus.DELEGATED: (
        "speech",
        N_("calendar reply: wants to send someone else; nothing was changed"),
    ),
    ReplyStatus.COUNTERED: ("clock", N_("proposes another time")),
}
_SHORT = {
    ReplyStatus.ACCEPTED: N_("Accepted"),
    ReplyStatus.TENTATIVE: N_("Tentative"),
    ReplyStatus.DECLINED: N_("Declined"),
    ReplyStatus.DELEGATED: N_("Wants to send someone else"),
    ReplyStatus.COUNTERED: N_("Another time proposed"),
}
# Fields of ReplySummary.
_NOTES = {
    "stranger": N_("reply from another address, %(when)s; nothing was changed"),
    "mismatch": N_("contradictory reply, %(when)s; nothing was changed"),
    "held": N_("reply with a forged sender, %(when)s; nothing was changed"),
}
_NOTHING = ReplySummary()

Rest = TypeVar("Rest")


@dataclass(frozen=True)
class ReplyLine:
    """One reply as text with an icon, and its comment on one line; is_news if it needs attention."""

    sign: str
    text: str
    comment: str = ""
    is_news: bool = False


@dataclass(frozen=True)
class CalendarReplies:
    """All replies from a registrant's calendar."""

    lines: tuple[ReplyLine, ...] = ()


def of_people(people: Iterable[Registrant]) -> dict[int, ReplySummary]:
    """Return the replies of several registrants, by registration id."""
    return reply_summaries(db.session(), [person.id for person in people])


def calendar(
    known: ReplySummary | None, person: Registrant, sequence: int, zone: str, t: Translator
) -> CalendarReplies:
    """Return a registrant's replies; sequence is the event's, times are in a time zone."""
    known = known or _NOTHING
    reply = current_reply(known.reply, person)
    lines = [_line(reply, sequence, zone, t)] if reply else []
    if known.bounce:
        when = formatting.instant_text(known.bounce.received_at, zone, t)
        lines.append(
            ReplyLine(
                "warn", t("e-mail returned as undeliverable on %(when)s", when=when), is_news=True
            )
        )
    for note, sentence in _NOTES.items():
        reply_of_note = getattr(known, note)
        if reply_of_note is not None:
            when = formatting.instant_text(reply_of_note.received_at, zone, t)
            text = t(sentence, when=when)
            lines.append(ReplyLine("warn", text, _one_line(reply_of_note), is_news=True))
    return CalendarReplies(tuple(lines))


def headings(city: str, t: Translator) -> tuple[str, ...]:
    """Return the headings of the columns that with_cells() fills."""
    return (
        t("Calendar reply"),
        t("Replied (time in %(city)s)", city=city),
        t("Comment in the reply"),
    )


def with_cells(
    rows: Iterable[tuple[Registrant, Rest]], zone: str, t: Translator
) -> Iterator[tuple[Registrant, Rest, tuple[str, ...]]]:
    """Yield each row with the cells of its calendar reply, queried in batches."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        replies = of_people(person for person, _ in batch)
        db.session.rollback()
        for person, rest in batch:
            reply = replies.get(person.id, _NOTHING).reply
            yield person, rest, _cells(current_reply(reply, person), zone, t)


def _cells(reply: Reply | None, zone: str, t: Translator) -> tuple[str, ...]:
    if reply is None:
        return "", "", ""
    local = to_local(reply.received_at, zone)
    return t(_SHORT[reply.status]), f"{local:%Y-%m-%d %H:%M}", _one_line(reply)


def _line(reply: Reply, sequence: int, zone: str, t: Translator) -> ReplyLine:
    sign, words = _SIGNS[reply.status]
    text = t(words)
    if reply.proposed_start is not None:
        text = t("proposes %(when)s", when=formatting.instant_text(reply.proposed_start, zone, t))
    if reply.verdict is Verdict.OUTDATED or reply.sequence < sequence:
        text = t("%(said)s, before the last change", said=text)
    return ReplyLine(sign, text, _one_line(reply))


def _one_line(reply: Reply | None) -> str:
    return " ".join(reply.comment.split()) if reply else ""
