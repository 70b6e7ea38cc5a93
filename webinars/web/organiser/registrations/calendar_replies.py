"""What came in from people's calendars, in words for the organiser: a row of the table, columns of a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from webinars.database import db
from webinars.i18n import Wording, mark
from webinars.registrations.attendee_list import BATCH, Person
from webinars.registrations.models import ACTIVE
from webinars.replies.models import Reply
from webinars.replies.queries import Heard, heard
from webinars.replies.rules import GIVING_BACK, Said, Verdict
from webinars.timezones import zones
from webinars.web.organiser.registrations import email_status

_SIGNS = {
    Said.ACCEPTED: ("check", mark("accepted in the calendar")),
    Said.TENTATIVE: ("clock", mark("perhaps, says the calendar")),
    Said.DECLINED: ("give", mark("declined in the calendar")),
    Said.DELEGATED: (
        "speech",
        mark("wants to send somebody else, says the calendar; nothing was changed"),
    ),
    Said.COUNTERED: ("clock", mark("proposes another time")),
}
_SHORT = {
    Said.ACCEPTED: mark("Accepted"),
    Said.TENTATIVE: mark("Tentative"),
    Said.DECLINED: mark("Declined"),
    Said.DELEGATED: mark("Wants to send somebody else"),
    Said.COUNTERED: mark("Other time proposed"),
}
_NOTHING = Heard()

Rest = TypeVar("Rest")


@dataclass(frozen=True)
class Line:
    """One thing that came in: a sign, what it says, and when; is_news where it wants an eye."""

    sign: str
    words: str
    is_news: bool = False


@dataclass(frozen=True)
class Calendar:
    """All that came in from somebody's calendar, and what they wrote with it, in one line."""

    lines: tuple[Line, ...] = ()
    comment: str = ""


def of_people(people: Iterable[Person]) -> dict[int, Heard]:
    """Return what is known of several people's replies, by their number."""
    return heard(db.session(), [person.id for person in people])


def calendar(known: Heard | None, person: Person, sequence: int, zone: str, w: Wording) -> Calendar:
    """Return what came in about a person; sequence is the event's, times are by the clocks of a zone."""
    known = known or _NOTHING
    reply = _still_so(known.reply, person)
    lines = [_line(reply, sequence, zone, w)] if reply else []
    if known.came_back:
        when = email_status.instant_text(known.came_back.received_at, zone, w)
        lines.append(Line("warn", w("mail came back %(when)s", when=when), is_news=True))
    if known.stranger:
        when = email_status.instant_text(known.stranger.received_at, zone, w)
        words = w("an answer from another address, %(when)s, changed nothing", when=when)
        lines.append(Line("warn", words, is_news=True))
    if known.mismatch:
        when = email_status.instant_text(known.mismatch.received_at, zone, w)
        words = w("an answer that contradicts itself, %(when)s, changed nothing", when=when)
        lines.append(Line("warn", words, is_news=True))
    return Calendar(tuple(lines), _one_line(reply))


def heads(city: str, w: Wording) -> tuple[str, ...]:
    """Return the heads of the columns that cells() fills."""
    return (
        w("Answer of the calendar"),
        w("Answered (time in %(city)s)", city=city),
        w("Comment in the calendar"),
    )


def with_cells(
    rows: Iterable[tuple[Person, Rest]], zone: str, w: Wording
) -> Iterator[tuple[Person, Rest, tuple[str, ...]]]:
    """Yield each row with what the person's calendar says, read in as many statements as batches."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        found = of_people(person for person, _ in batch)
        db.session.rollback()
        for person, rest in batch:
            reply = found.get(person.id, _NOTHING).reply
            yield person, rest, _cells(_still_so(reply, person), zone, w)


def _cells(reply: Reply | None, zone: str, w: Wording) -> tuple[str, ...]:
    if reply is None:
        return "", "", ""
    local = zones.to_local(reply.received_at, zone)
    return w(_SHORT[reply.said]), f"{local:%Y-%m-%d %H:%M}", _one_line(reply)


def _still_so(reply: Reply | None, person: Person) -> Reply | None:
    """Return the reply unless the person has taken the place again since."""
    if reply is None or reply.said not in GIVING_BACK or reply.verdict is not Verdict.TAKEN:
        return reply
    return None if person.status in ACTIVE and person.status_at > reply.received_at else reply


def _line(reply: Reply, sequence: int, zone: str, w: Wording) -> Line:
    sign, words = _SIGNS[reply.said]
    said = w(words)
    if reply.proposed_start is not None:
        said = w("proposes %(when)s", when=email_status.instant_text(reply.proposed_start, zone, w))
    if reply.verdict is Verdict.OUTDATED or reply.sequence < sequence:
        said = w("%(said)s, before the last change", said=said)
    return Line(sign, said)


def _one_line(reply: Reply | None) -> str:
    return " ".join(reply.comment.split()) if reply else ""
