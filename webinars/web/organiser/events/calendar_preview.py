"""An event as Google, Outlook and Apple show it to those who come: a page, and part of the preview."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from flask_login import current_user

from webinars.database import db
from webinars.emails.calendar_part import sample
from webinars.errors import InvalidInputError
from webinars.events.models import Event
from webinars.events.registration_types import kinds_of
from webinars.events.rules import Format, takes_part
from webinars.i18n import Wording, mark
from webinars.ical.client_rules import Button, Note, Reader, Shown, shown
from webinars.ical.self_check import CalendarTextError
from webinars.security.urls import is_web_url
from webinars.timezones import formatting, zones
from webinars.web.core.forms import zone_choices
from webinars.web.core.locale import site, wording
from webinars.web.organiser.events.change_impact import way_text
from webinars.web.organiser.events.list import workspace
from webinars.web.organiser.registrations.views import EVENT, mine

NAMES = {
    Reader.GOOGLE: mark("Google Calendar"),
    Reader.OUTLOOK: mark("Outlook"),
    Reader.APPLE: mark("Apple Calendar"),
}
_BUTTONS = {
    Button.JOIN: mark("Join"),
    Button.YES: mark("Yes"),
    Button.MAYBE: mark("Maybe"),
    Button.NO: mark("No"),
    Button.PROPOSE: mark("Propose a new time"),
    Button.REMOVE: mark("Remove from calendar"),
    Button.ADD: mark("Add"),
}
# Where a reader says otherwise than most.
_OWN_BUTTONS = {
    (Reader.OUTLOOK, Button.YES): mark("Accept"),
    (Reader.OUTLOOK, Button.MAYBE): mark("Tentative"),
    (Reader.OUTLOOK, Button.NO): mark("Decline"),
    (Reader.APPLE, Button.YES): mark("Accept"),
    (Reader.APPLE, Button.NO): mark("Decline"),
}
_NOTES = {
    Note.NO_JOIN_BUTTON: mark(
        "No button to join: people press the link, in the place or in the first line of the text."
    ),
    Note.ANSWERS_UNREAD: mark(
        "An answer reaches nobody, for replies are not read here; people give their place back on their own "
        "page."
    ),
    Note.NO_GIVES_BACK: mark("“%(no)s” gives the place back, for the next in line."),
    Note.OWN_ORGANISER: mark("It comes from their own address, so they are not asked to answer."),
    Note.TITLE_CUT: mark("The title is cut after 255 characters."),
    Note.PLACE_CUT: mark("The place is cut after 255 characters."),
    Note.TENTATIVE: mark("It stands there as tentative."),
    Note.FREE: mark("A bar above the hours of these days, which count as free."),
    Note.IF_SENDER_KNOWN: mark(
        "It stands in the calendar by itself where Google knows the sender, else once somebody answers."
    ),
    Note.FOLLOWS: mark("When something changes the entry follows by itself."),
    Note.FOLLOWS_WHEN_OPENED: mark(
        "When something changes the entry follows by itself, or when the mail is opened. A new time asks for "
        "the answer again."
    ),
    Note.FOLLOWS_AND_ASKS: mark(
        "When something changes the entry follows. A new time asks for the answer again."
    ),
    Note.GOES: mark("The entry goes, or is struck out, by itself."),
    Note.GOES_WHEN_PRESSED: mark("The entry stays as cancelled until somebody removes it."),
    Note.COPY_TAKEN_TWICE: mark(
        "It is a copy: a file that was changed since is skipped, or makes a second entry."
    ),
    Note.COPY_RENEWED: mark(
        "It is a copy: a file that was changed since renews it, once it is opened again."
    ),
}


@dataclass(frozen=True)
class Column:
    """What one reader shows, in words; place may be empty, and link where it says no more than place."""

    name: str
    title: str
    when: str
    place: str
    is_link: bool
    link: str
    buttons: tuple[str, ...]
    notes: tuple[str, ...]


@workspace.get(f"{EVENT}/calendars")
def calendars(event_id: int) -> str:
    """Show an event as calendars will show it, for each way to take part, on the clocks of a zone."""
    event, w = mine(event_id), wording()
    zone, ways = _zone(), _ways(event)
    asked = request.args.get("way", "")
    how = next((each for each in ways if each.value == asked), ways[0])
    columns, fault = columns_of(event, how, zone, w)
    return render_template(
        "organiser/events/calendar_preview.html",
        event=event,
        columns=columns,
        fault=fault,
        zone=zone,
        zones=zone_choices(zone, event.starts_at),
        city=formatting.zone_name(zone, w),
        ways=[(each.value, way_text(each, w)) for each in ways],
        how=how.value,
    )


def columns_of(event: Event, how: Format, zone: str, w: Wording) -> tuple[tuple[Column, ...], str]:
    """Return what each reader shows of an event; or nothing, and why its mails would be stopped."""
    try:
        body = sample(event, w, site(), how=how, zone=zone)
        return tuple(_column(shown(body, reader, zone), w) for reader in Reader), ""
    except CalendarTextError as error:
        return (), str(error)


def _column(seen: Shown, w: Wording) -> Column:
    no = _button(seen.reader, Button.NO, w)
    return Column(
        name=w(NAMES[seen.reader]),
        title=seen.title,
        when=_when(seen, w),
        place=seen.place,
        is_link=is_web_url(seen.place),
        link="" if seen.way_in == seen.place else seen.way_in,
        buttons=tuple(_button(seen.reader, each, w) for each in seen.buttons),
        notes=tuple(w(_NOTES[each], no=no) for each in seen.notes),
    )


def _button(reader: Reader, button: Button, w: Wording) -> str:
    return w(_OWN_BUTTONS.get((reader, button), _BUTTONS[button]))


def _when(seen: Shown, w: Wording) -> str:
    starts, ends = seen.starts, seen.ends
    if not (isinstance(starts, datetime) and isinstance(ends, datetime)):
        return formatting.days_text(starts, ends, w)
    start, end = formatting.time_text(starts, w), formatting.time_text(ends, w)
    if starts.date() != ends.date():
        end = w(
            "%(date)s, %(times)s", date=formatting.date_text(ends.date(), w, year=False), times=end
        )
    day = formatting.date_text(starts.date(), w)
    return w("%(date)s, %(start)s to %(end)s", date=day, start=start, end=end)


def _zone() -> str:
    try:
        return zones.canonical(request.args.get("lives", "") or current_user.organiser.zone)
    except InvalidInputError:
        return str(current_user.organiser.zone)


def _ways(event: Event) -> list[Format]:
    """Return how people of an event take part: in as many ways as its kinds say."""
    if event.format is not Format.HYBRID or not event.has_kinds:
        return [event.format]
    kinds = kinds_of(db.session(), event.id)
    return list(dict.fromkeys(takes_part(event.format, each.presence) for each in kinds))
