"""What Google, Outlook and Apple make of a calendar object: title, time, place, buttons, and what to know."""

# The object is read as they read it, with icalendar, and then by rules of each reader. What is said here was
# documented by the readers' makers or reported by their users; of what nobody has said, nothing is said.
#
# References:
#     MS-OXCICAL 2.1.3.1.1.20.15 and .26: Outlook cuts LOCATION and SUMMARY after 255 UTF-16 units;
#     MS-OXCICAL 2.1.3.1.1.19: it knows a zone by its VTIMEZONE alone, the others by its name.
#     RFC 5546 section 3.2: who may answer a REQUEST, and what a CANCEL does.

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from icalendar import Calendar, Timezone

from webinars.ical.self_check import CalendarTextError
from webinars.security.urls import is_web_url
from webinars.timezones import zones

_ZONE = re.compile(rb"BEGIN:VTIMEZONE\r\n.*?END:VTIMEZONE\r\n", re.DOTALL)


class CalendarClient(StrEnum):
    """The calendars that most people have."""

    GOOGLE = "google"
    OUTLOOK = "outlook"
    APPLE = "apple"


class Button(StrEnum):
    """What a reader offers to press."""

    JOIN = "join"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    PROPOSE = "propose"
    REMOVE = "remove"
    ADD = "add"


class Note(StrEnum):
    """What is good to know beside what is shown."""

    NO_JOIN_BUTTON = "no-join-button"
    ANSWERS_UNREAD = "answers-unread"
    NO_GIVES_BACK = "no-gives-back"
    OWN_ORGANISER = "own-organiser"
    TITLE_CUT = "title-cut"
    PLACE_CUT = "place-cut"
    TENTATIVE = "tentative"
    FREE = "free"
    IF_SENDER_KNOWN = "if-sender-known"
    FOLLOWS = "follows"
    FOLLOWS_WHEN_OPENED = "follows-when-opened"
    FOLLOWS_AND_ASKS = "follows-and-asks"
    GOES = "goes"
    GOES_WHEN_PRESSED = "goes-when-pressed"
    COPY_TAKEN_TWICE = "copy-taken-twice"
    COPY_RENEWED = "copy-renewed"


@dataclass(frozen=True)
class Rules:
    """What one reader does.

    longest is where it cuts title and place, in UTF-16 units. removes says whether somebody must press for a
    cancelled entry to go. request, cancelled and copy are the notes on the three kinds of object.
    """

    makes_join_button: bool
    knows_zones_by_name: bool
    longest: int | None
    answers: tuple[Button, ...]
    removes: bool
    request: tuple[Note, ...]
    cancelled: Note
    copy: Note


RULES: Mapping[CalendarClient, Rules] = {
    CalendarClient.GOOGLE: Rules(
        makes_join_button=True,
        knows_zones_by_name=True,
        longest=None,
        answers=(Button.YES, Button.NO, Button.MAYBE, Button.PROPOSE),
        removes=False,
        request=(Note.IF_SENDER_KNOWN, Note.FOLLOWS),
        cancelled=Note.GOES,
        copy=Note.COPY_TAKEN_TWICE,
    ),
    CalendarClient.OUTLOOK: Rules(
        makes_join_button=False,
        knows_zones_by_name=False,
        longest=255,
        answers=(Button.YES, Button.MAYBE, Button.NO, Button.PROPOSE),
        removes=True,
        request=(Note.FOLLOWS_WHEN_OPENED,),
        cancelled=Note.GOES_WHEN_PRESSED,
        copy=Note.COPY_TAKEN_TWICE,
    ),
    CalendarClient.APPLE: Rules(
        makes_join_button=True,
        knows_zones_by_name=True,
        longest=None,
        answers=(Button.YES, Button.MAYBE, Button.NO),
        removes=False,
        request=(Note.FOLLOWS_AND_ASKS,),
        cancelled=Note.GOES,
        copy=Note.COPY_RENEWED,
    ),
}


@dataclass(frozen=True)
class ClientPreview:
    """An entry as a reader shows it.

    starts and ends are on the clocks of the zone asked for, without it; for whole days they are the first and
    the last day. place may be empty, and so may way_in, the link to join wherever it stands.
    """

    reader: CalendarClient
    title: str
    starts: datetime | date
    ends: datetime | date
    place: str
    way_in: str
    buttons: tuple[Button, ...]
    notes: tuple[Note, ...]

    @property
    def is_all_day(self) -> bool:
        """Tell whether it stands as a bar over its days."""
        return not isinstance(self.starts, datetime)


def preview(body: bytes, reader: CalendarClient, zone: str) -> ClientPreview:
    """Return what a reader shows of a calendar object to somebody whose clocks show a zone.

    Raises:
        CalendarTextError: it is not one event that icalendar can read.
    """
    rules = RULES[reader]
    calendar, entry = _read(body)
    title, place = _text(entry, "SUMMARY"), _text(entry, "LOCATION")
    starts, ends = (_on_clocks(body, entry[name], rules, zone) for name in ("DTSTART", "DTEND"))
    if not isinstance(ends, datetime):
        ends -= timedelta(days=1)  # the day after the last one is what is written
    method = str(calendar.get("METHOD", ""))
    return ClientPreview(
        reader=reader,
        title=_cut(title, rules.longest),
        starts=starts,
        ends=ends,
        place=_cut(place, rules.longest),
        way_in=_way_in(entry),
        buttons=tuple(_buttons(entry, method, rules)),
        notes=tuple(_notes(entry, method, rules)),
    )


def _read(body: bytes) -> tuple[Any, Any]:
    try:
        calendar: Any = Calendar.from_ical(body)
    except ValueError as error:
        raise CalendarTextError(f"icalendar cannot read it: {error}") from error
    entries = calendar.events
    if len(entries) != 1 or not {"DTSTART", "DTEND"} <= set(entries[0]):
        raise CalendarTextError("it is not one event with a start and an end")
    return calendar, entries[0]


def _on_clocks(body: bytes, said: Any, rules: Rules, zone: str) -> datetime | date:
    value: date = said.dt
    if not isinstance(value, datetime):
        return value
    block = _ZONE.search(body)
    if said.params.get("TZID") and not rules.knows_zones_by_name and block:
        value = value.replace(tzinfo=_as_written(block[0]))
    return zones.to_local(value, zone).replace(tzinfo=None)


@lru_cache(maxsize=64)
def _as_written(block: bytes) -> Any:
    component: Any = Timezone.from_ical(block)
    return component.to_tz(lookup_tzid=False)


def _buttons(entry: Any, method: str, rules: Rules) -> Iterator[Button]:
    if method == "CANCEL":
        if rules.removes:
            yield Button.REMOVE
        return
    if _way_in(entry) and rules.makes_join_button:
        yield Button.JOIN
    if method != "REQUEST":
        yield Button.ADD
    elif _may_answer(entry):
        yield from rules.answers


def _notes(entry: Any, method: str, rules: Rules) -> Iterator[Note]:
    cuts = {Note.TITLE_CUT: "SUMMARY", Note.PLACE_CUT: "LOCATION"}
    texts = {note: _text(entry, name) for note, name in cuts.items()}
    yield from (note for note, text in texts.items() if _cut(text, rules.longest) != text)
    if method == "CANCEL":
        yield rules.cancelled
        return
    if _way_in(entry) and not rules.makes_join_button:
        yield Note.NO_JOIN_BUTTON
    if _text(entry, "STATUS") == "TENTATIVE":
        yield Note.TENTATIVE
    if _text(entry, "TRANSP") == "TRANSPARENT":
        yield Note.FREE
    if method != "REQUEST":
        yield rules.copy
        return
    if not _may_answer(entry):
        yield Note.OWN_ORGANISER
    elif entry["ATTENDEE"].params.get("RSVP") == "TRUE":
        yield Note.NO_GIVES_BACK
    else:
        yield Note.ANSWERS_UNREAD
    yield from rules.request


def _way_in(entry: Any) -> str:
    """Return the link that an entry leads into its room by: its place, or the first line of its text."""
    place, text = _text(entry, "LOCATION"), _text(entry, "DESCRIPTION")
    return next(filter(is_web_url, (place, *text.partition("\n")[0].split())), "")


def _may_answer(entry: Any) -> bool:
    """Tell whether it has one person to answer, and somebody else to answer to."""
    people = [entry.get(name) for name in ("ORGANIZER", "ATTENDEE")]
    if None in people or any(isinstance(each, list) for each in people):
        return False
    organizer, attendee = (str(each).casefold() for each in people)
    return organizer != attendee


def _text(entry: Any, name: str) -> str:
    return str(entry.get(name, ""))


def _cut(text: str, longest: int | None) -> str:
    if longest is None:
        return text
    # A character of two units is left out rather than halved.
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")
