"""Preview of an event in Google, Outlook and Apple calendars."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request
from flask_login import current_user

from webinars.database import db
from webinars.emails.calendar_part import sample
from webinars.errors import InvalidInputError
from webinars.events.enums import Format, attendance_format
from webinars.events.models import Event
from webinars.events.settings.registration_types import types_of
from webinars.i18n import N_, Translator
from webinars.ical.client_preview import (
    CalendarClient,
    ClientButton,
    ClientNote,
    ClientPreview,
    previews,
)
from webinars.ical.round_trip_check import CalendarTextError
from webinars.security.urls import is_web_url
from webinars.timezones import formatting, zones
from webinars.web.core.current_site import site
from webinars.web.core.forms.timezone_choices import zone_choices
from webinars.web.core.locale import translator
from webinars.web.organiser.events.change_confirmation import attendance_label
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_calendar_preview", __name__, url_prefix=URL_PREFIX)

NAMES = {
    CalendarClient.GOOGLE: N_("Google Calendar"),
    CalendarClient.OUTLOOK: N_("Outlook"),
    CalendarClient.APPLE: N_("Apple Calendar"),
}
_BUTTONS = {
    ClientButton.JOIN: N_("Join"),
    ClientButton.YES: N_("Yes"),
    ClientButton.MAYBE: N_("Maybe"),
    ClientButton.NO: N_("No"),
    ClientButton.PROPOSE: N_("Propose a new time"),
    ClientButton.REMOVE: N_("Remove from calendar"),
    ClientButton.ADD: N_("Add"),
}
# Labels in which a calendar differs from the others.
_OWN_BUTTONS = {
    (CalendarClient.OUTLOOK, ClientButton.YES): N_("Accept"),
    (CalendarClient.OUTLOOK, ClientButton.MAYBE): N_("Tentative"),
    (CalendarClient.OUTLOOK, ClientButton.NO): N_("Decline"),
    (CalendarClient.APPLE, ClientButton.YES): N_("Accept"),
    (CalendarClient.APPLE, ClientButton.NO): N_("Decline"),
}
_NOTES = {
    ClientNote.NO_JOIN_BUTTON: N_(
        "No join button: people use the link in the location or in the first line of the text."
    ),
    ClientNote.ANSWERS_UNREAD: N_(
        "Replies are not processed here: people cancel on their registration page."
    ),
    ClientNote.NO_GIVES_BACK: N_(
        "“%(no)s” cancels the registration, and the place goes to the next person."
    ),
    ClientNote.OWN_ORGANISER: N_(
        "The invitation comes from their own address, so they are not asked to reply."
    ),
    ClientNote.TITLE_CUT: N_("The title is cut off after 255 characters."),
    ClientNote.PLACE_CUT: N_("The place is cut off after 255 characters."),
    ClientNote.TENTATIVE: N_("The entry is shown as tentative."),
    ClientNote.FREE: N_("Shown as a bar above the hours of these days, which count as free."),
    ClientNote.IF_SENDER_KNOWN: N_(
        "Added automatically if Google knows the sender, otherwise when the person replies."
    ),
    ClientNote.FOLLOWS: N_("Changes update the entry automatically."),
    ClientNote.FOLLOWS_WHEN_OPENED: N_(
        "Changes update the entry automatically, or when the e-mail is opened. A new "
        "time asks for a new reply."
    ),
    ClientNote.FOLLOWS_AND_ASKS: N_("Changes update the entry. A new time asks for a new reply."),
    ClientNote.GOES: N_("The entry is removed or struck out automatically."),
    ClientNote.GOES_WHEN_PRESSED: N_(
        "The entry stays, marked as cancelled, until the person removes it."
    ),
    ClientNote.COPY_TAKEN_TWICE: N_(
        "This is a copy: a changed file is ignored, or adds a second entry."
    ),
    ClientNote.COPY_RENEWED: N_(
        "This is a copy: a changed file updates it when it is opened again."
    ),
}


@dataclass(frozen=True)
class ClientColumn:
    """What one calendar shows; place may be empty, and link if it repeats the place."""

    name: str
    title: str
    when: str
    place: str
    is_link: bool
    link: str
    buttons: tuple[str, ...]
    notes: tuple[str, ...]


@blueprint.get(f"{EVENT_PATH}/calendar-preview")
def show(event_id: int) -> str:
    """Preview an event in calendars, for an attendance mode and a time zone."""
    event, t = get_own_event(event_id), translator()
    zone, modes = _zone(), _attendance_modes(event)
    asked = request.args.get("way", "")
    mode = next((mode_choice for mode_choice in modes if mode_choice.value == asked), modes[0])
    columns, fault = preview_columns(event, mode, zone, t)
    return render_template(
        "organiser/events/calendar_preview.html",
        event=event,
        columns=columns,
        fault=fault,
        zone=zone,
        zones=zone_choices(zone, event.starts_at),
        city=formatting.zone_name(zone, t),
        modes=[(mode_choice.value, attendance_label(mode_choice, t)) for mode_choice in modes],
        mode=mode.value,
    )


def preview_columns(
    event: Event, mode: Format, zone: str, t: Translator
) -> tuple[tuple[ClientColumn, ...], str]:
    """Return what each calendar shows of an event; or nothing, and why its e-mails would be held back."""
    try:
        body = sample(event, t, site(), attendance=mode, zone=zone)
        return tuple(_column(seen, t) for seen in previews(body, zone)), ""
    except CalendarTextError as error:
        return (), str(error)


def _column(seen: ClientPreview, t: Translator) -> ClientColumn:
    no = _button(seen.client, ClientButton.NO, t)
    return ClientColumn(
        name=t(NAMES[seen.client]),
        title=seen.title,
        when=_when(seen, t),
        place=seen.place,
        is_link=is_web_url(seen.place),
        link="" if seen.join_url == seen.place else seen.join_url,
        buttons=tuple(_button(seen.client, item, t) for item in seen.buttons),
        notes=tuple(t(_NOTES[item], no=no) for item in seen.notes),
    )


def _button(reader: CalendarClient, button: ClientButton, t: Translator) -> str:
    return t(_OWN_BUTTONS.get((reader, button), _BUTTONS[button]))


def _when(seen: ClientPreview, t: Translator) -> str:
    starts, ends = seen.starts, seen.ends
    if not (isinstance(starts, datetime) and isinstance(ends, datetime)):
        return formatting.days_text(starts, ends, t)
    start, end = formatting.time_text(starts, t), formatting.time_text(ends, t)
    if starts.date() != ends.date():
        end = t(
            "%(date)s, %(times)s", date=formatting.date_text(ends.date(), t, year=False), times=end
        )
    day = formatting.date_text(starts.date(), t)
    return t("%(date)s, %(start)s to %(end)s", date=day, start=start, end=end)


def _zone() -> str:
    try:
        return zones.canonical(request.args.get("lives", "") or current_user.organiser.timezone)
    except InvalidInputError:
        return str(current_user.organiser.timezone)


def _attendance_modes(event: Event) -> list[Format]:
    """Return the attendance modes of an event's registration types."""
    if event.format is not Format.HYBRID or not event.has_registration_types:
        return [event.format]
    types = types_of(db.session(), event.id)
    return list(
        dict.fromkeys(attendance_format(event.format, item.attendance_mode) for item in types)
    )
