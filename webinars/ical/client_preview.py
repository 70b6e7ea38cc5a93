"""Predict how Google, Outlook and Apple display a calendar object: title, time, place, buttons, notes."""

# The object is parsed with icalendar, then the rules of each client are applied. These were documented by the
# clients' vendors or reported by their users; undocumented behaviour is left out.
#
# References:
#     MS-OXCICAL 2.1.3.1.1.20.15 and .26: Outlook cuts LOCATION and SUMMARY after 255 UTF-16 units;
#     MS-OXCICAL 2.1.3.1.1.19: it evaluates the VTIMEZONE only, the others the TZID.
#     RFC 5546 section 3.2: who may reply to a REQUEST, and the effect of a CANCEL.

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from icalendar import Calendar

from webinars.ical.round_trip_check import CalendarTextError, parsed_vtimezone
from webinars.security.urls import is_web_url
from webinars.timezones.local_times import to_local

_VTIMEZONE = re.compile(rb"BEGIN:VTIMEZONE\r\n.*?END:VTIMEZONE\r\n", re.DOTALL)


class CalendarClient(StrEnum):
    """The most common calendar clients."""

    GOOGLE = "google"
    OUTLOOK = "outlook"
    APPLE = "apple"


class ClientButton(StrEnum):
    """A button that a client offers on an entry."""

    JOIN = "join"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    PROPOSE = "propose"
    REMOVE = "remove"
    ADD = "add"


class ClientNote(StrEnum):
    """A remark about how a client treats an entry."""

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
class ClientRules:
    """The behaviour of one client.

    max_length is where it cuts title and place, in UTF-16 units. has_remove_button: a cancelled entry stays
    until the user removes it. request, cancelled and copy are the notes on a REQUEST, a CANCEL and a file.
    """

    has_join_button: bool
    resolves_tzid: bool
    max_length: int | None
    reply_buttons: tuple[ClientButton, ...]
    has_remove_button: bool
    request: tuple[ClientNote, ...]
    cancelled: ClientNote
    copy: ClientNote


RULES: Mapping[CalendarClient, ClientRules] = {
    CalendarClient.GOOGLE: ClientRules(
        has_join_button=True,
        resolves_tzid=True,
        max_length=None,
        reply_buttons=(ClientButton.YES, ClientButton.NO, ClientButton.MAYBE, ClientButton.PROPOSE),
        has_remove_button=False,
        request=(ClientNote.IF_SENDER_KNOWN, ClientNote.FOLLOWS),
        cancelled=ClientNote.GOES,
        copy=ClientNote.COPY_TAKEN_TWICE,
    ),
    CalendarClient.OUTLOOK: ClientRules(
        has_join_button=False,
        resolves_tzid=False,
        max_length=255,
        reply_buttons=(ClientButton.YES, ClientButton.MAYBE, ClientButton.NO, ClientButton.PROPOSE),
        has_remove_button=True,
        request=(ClientNote.FOLLOWS_WHEN_OPENED,),
        cancelled=ClientNote.GOES_WHEN_PRESSED,
        copy=ClientNote.COPY_TAKEN_TWICE,
    ),
    CalendarClient.APPLE: ClientRules(
        has_join_button=True,
        resolves_tzid=True,
        max_length=None,
        reply_buttons=(ClientButton.YES, ClientButton.MAYBE, ClientButton.NO),
        has_remove_button=False,
        request=(ClientNote.FOLLOWS_AND_ASKS,),
        cancelled=ClientNote.GOES,
        copy=ClientNote.COPY_RENEWED,
    ),
}


@dataclass(frozen=True)
class ClientPreview:
    """An entry as a client displays it.

    starts and ends are naive local times in the requested zone; for whole days they are the first
    and the last day. place and join_url may be empty; join_url is taken from LOCATION or DESCRIPTION.
    """

    client: CalendarClient
    title: str
    starts: datetime | date
    ends: datetime | date
    place: str
    join_url: str
    buttons: tuple[ClientButton, ...]
    notes: tuple[ClientNote, ...]

    @property
    def is_all_day(self) -> bool:
        """Return whether the entry is displayed as a bar above its days."""
        return not isinstance(self.starts, datetime)


def previews(body: bytes, zone: str) -> tuple[ClientPreview, ...]:
    """Return how each client displays a calendar object to a user in a time zone.

    Raises:
        CalendarTextError: the object is not a single event that icalendar can parse.
    """
    calendar, entry = _parse(body)
    return tuple(_preview(body, calendar, entry, client, zone) for client in CalendarClient)


def _preview(
    body: bytes, calendar: Any, entry: Any, client: CalendarClient, zone: str
) -> ClientPreview:
    rules = RULES[client]
    title, place = _text(entry, "SUMMARY"), _text(entry, "LOCATION")
    starts, ends = (_local_time(body, entry[name], rules, zone) for name in ("DTSTART", "DTEND"))
    if not isinstance(ends, datetime):
        ends -= timedelta(days=1)  # DTEND is the day after the last one
    method = str(calendar.get("METHOD", ""))
    return ClientPreview(
        client=client,
        title=_cut(title, rules.max_length),
        starts=starts,
        ends=ends,
        place=_cut(place, rules.max_length),
        join_url=_join_url(entry),
        buttons=tuple(_buttons(entry, method, rules)),
        notes=tuple(_notes(entry, method, rules)),
    )


def _parse(body: bytes) -> tuple[Any, Any]:
    try:
        calendar: Any = Calendar.from_ical(body)
    except ValueError as error:
        raise CalendarTextError(f"icalendar cannot parse it: {error}") from error
    entries = calendar.events
    if len(entries) != 1 or not {"DTSTART", "DTEND"} <= set(entries[0]):
        raise CalendarTextError("not a single event with a start and an end")
    return calendar, entries[0]


def _local_time(body: bytes, time_property: Any, rules: ClientRules, zone: str) -> datetime | date:
    value: date = time_property.dt
    if not isinstance(value, datetime):
        return value
    vtimezone = _VTIMEZONE.search(body)
    if time_property.params.get("TZID") and not rules.resolves_tzid and vtimezone:
        value = value.replace(tzinfo=parsed_vtimezone(vtimezone[0])[1])
    return to_local(value, zone).replace(tzinfo=None)


def _buttons(entry: Any, method: str, rules: ClientRules) -> Iterator[ClientButton]:
    if method == "CANCEL":
        if rules.has_remove_button:
            yield ClientButton.REMOVE
        return
    if _join_url(entry) and rules.has_join_button:
        yield ClientButton.JOIN
    if method != "REQUEST":
        yield ClientButton.ADD
    elif _can_reply(entry):
        yield from rules.reply_buttons


def _notes(entry: Any, method: str, rules: ClientRules) -> Iterator[ClientNote]:
    cuts = {ClientNote.TITLE_CUT: "SUMMARY", ClientNote.PLACE_CUT: "LOCATION"}
    texts = {note: _text(entry, name) for note, name in cuts.items()}
    yield from (note for note, text in texts.items() if _cut(text, rules.max_length) != text)
    if method == "CANCEL":
        yield rules.cancelled
        return
    if _join_url(entry) and not rules.has_join_button:
        yield ClientNote.NO_JOIN_BUTTON
    if _text(entry, "STATUS") == "TENTATIVE":
        yield ClientNote.TENTATIVE
    if _text(entry, "TRANSP") == "TRANSPARENT":
        yield ClientNote.FREE
    if method != "REQUEST":
        yield rules.copy
        return
    if not _can_reply(entry):
        yield ClientNote.OWN_ORGANISER
    elif entry["ATTENDEE"].params.get("RSVP") == "TRUE":
        yield ClientNote.NO_GIVES_BACK
    else:
        yield ClientNote.ANSWERS_UNREAD
    yield from rules.request


def _join_url(entry: Any) -> str:
    """Return the link to join: LOCATION, or a URL in the first line of DESCRIPTION."""
    place, text = _text(entry, "LOCATION"), _text(entry, "DESCRIPTION")
    return next(filter(is_web_url, (place, *text.partition("\n")[0].split())), "")


def _can_reply(entry: Any) -> bool:
    """Return whether the entry has exactly one attendee, who is not the organizer."""
    people = [entry.get(name) for name in ("ORGANIZER", "ATTENDEE")]
    if None in people or any(isinstance(person, list) for person in people):
        return False
    organizer, attendee = (str(person).casefold() for person in people)
    return organizer != attendee


def _text(entry: Any, name: str) -> str:
    return str(entry.get(name, ""))


def _cut(text: str, max_length: int | None) -> str:
    if max_length is None:
        return text
    # A surrogate pair is left out rather than split.
    return text.encode("utf-16-le")[: 2 * max_length].decode("utf-16-le", "ignore")
