"""Preview of the event form, rendered on the server; nothing is stored."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webinars.database import db
from webinars.errors import InvalidInputError
from webinars.events.details import EventDetails, column_values, write_schedule
from webinars.events.enums import AccessMode, EventState, Format
from webinars.events.models import Event
from webinars.events.queries import organised_event
from webinars.events.registration_availability import availability_at
from webinars.events.roles import Role
from webinars.i18n import Translator
from webinars.pagination import MAX_ID
from webinars.registrations.places.places_held import places_held
from webinars.security.meeting_urls import find_meeting_links
from webinars.timezones import clock, formatting
from webinars.timezones.local_times import to_instant
from webinars.timezones.schedule import Timed, When
from webinars.timezones.unusual_offset_differences import unusual_differences
from webinars.web.components.badge import Badge
from webinars.web.components.event_time import EventTime, cities_of, event_time
from webinars.web.components.location import location_text
from webinars.web.components.timeline import Timeline, build_city_timeline
from webinars.web.core.locale import translator
from webinars.web.organiser.events.calendar_preview import ClientColumn, preview_columns
from webinars.web.organiser.events.form import EventForm
from webinars.web.organiser.events.form_schedule import ParsedTimes, Suggestion, parse_times
from webinars.web.organiser.events.form_values import submitted_reading, text_values
from webinars.web.organiser.events.link_rows import LinkedForm, form_for
from webinars.web.organiser.events.list import state_badge
from webinars.web.organiser.events.missing_details import MissingDetail, missing_details
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_event_preview", __name__, url_prefix=URL_PREFIX)

# A draft is shown as it will be published; only postponed and cancelled events have their time struck.
_HELD = (EventState.DRAFT, EventState.PUBLISHED)


@dataclass(frozen=True)
class Preview:
    """What people will see of the event, as far as it is known.

    sentence is the time as one sentence, for screen readers. usual is the start that keeps the usual
    hour in another city when two time zones differ unusually, with its reason. refusals say why no
    time is shown. includes_meeting_link: public text contains a meeting link. left_out: errors of cities that
    are not shown. missing: what the event lacks, so far as its time is known.
    """

    title: str
    series: str
    refusals: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    sentence: str = ""
    event_time: EventTime | None = None
    timeline: Timeline | None = None
    place: str = ""
    online: bool = True
    badge: Badge | None = None
    usual: Suggestion | None = None
    usual_reason: str = ""
    calendars: tuple[ClientColumn, ...] = ()
    includes_meeting_link: bool = False
    left_out: tuple[str, ...] = ()
    is_draft: bool = False
    missing: tuple[MissingDetail, ...] = ()


@blueprint.post("/events/preview")
def show() -> ResponseReturnValue:
    """Render the preview of a submitted form."""
    stored = _stored()
    form = form_for(stored, request.form)(formdata=request.form)
    form.apply_suggestion(request.form.get("take", ""))
    form.validate()
    times = parse_times(form)
    form.clear_missing()
    return render_template("organiser/events/preview.html", preview=preview_of(form, times, stored))


def _stored() -> Event | None:
    """Return the edited event; None for a new one."""
    event_id = request.args.get("event", type=int)
    if event_id is None or not 0 < event_id <= MAX_ID:
        return None
    return organised_event(db.session(), current_user.organiser, event_id, Role.EDITOR)


def preview_of(form: LinkedForm, times: ParsedTimes, stored: Event | None) -> Preview:
    """Return the preview of a form; stored is the edited event, whose state it keeps."""
    t = translator()
    title, series = form.title.data or "", form.series.data or ""
    if times.when is None:
        timely = ("date", "start", "end", "first", "last", "month", "year", "zone")
        refusals = tuple(dict.fromkeys(str(e) for name in timely for e in form[name].errors))
        suggestions = tuple(
            suggestion for name in ("start", "end") for suggestion in times.suggestions[name]
        )
        return Preview(
            title, series, refusals, suggestions, includes_meeting_link=_includes_meeting_link(form)
        )
    state = stored.state if stored else EventState.DRAFT
    event = _drawn(form, times, times.when, state)
    event.reading = submitted_reading(stored, times.when) if stored else {}
    held = places_held(db.session(), stored.id) if stored else 0
    own_zone = event.timezone, False
    schedule = formatting.schedule_text(times.when, event.span, cities_of(event), t)
    usual, reason = _usual(event, times.when, t)
    return Preview(
        title,
        series,
        (),
        (),
        sentence=schedule,
        event_time=event_time(event, *own_zone, t),
        timeline=build_city_timeline(event, *own_zone, t) if state in _HELD else None,
        place=location_text(event, t),
        online=event.format is Format.ONLINE,
        badge=state_badge(event, availability_at(event.availability_facts, held, clock.now()), t),
        usual=usual,
        usual_reason=reason,
        calendars=preview_columns(event, event.format, event.timezone, t)[0],
        includes_meeting_link=_includes_meeting_link(form),
        left_out=form.cities.unrecognised,
        is_draft=state is EventState.DRAFT,
        missing=missing_details(
            event, clock.now(), t, has_join_link=bool(form.meeting_url.data), stored=stored
        ),
    )


def _includes_meeting_link(form: LinkedForm) -> bool:
    """Tell whether public text contains a meeting link meant for registrants."""
    if not form.accepts_registrations.data or form.external_url.data:
        return False
    translated = (field for translation in form.translations for field in translation.fields)
    urls = (url for _text, url in form.links)
    read_by_all = (form.title, form.description, form.place, *translated, *urls)
    return any(find_meeting_links(str(field.data or "")) for field in read_by_all)


def _drawn(form: EventForm, times: ParsedTimes, when: When, state: EventState) -> Event:
    """Return an event that is not in a database session."""
    details = EventDetails(
        **{**text_values(form), "meeting_url": ""},  # the public does not see it
        when=when,
        cities=form.cities.data or [],
        languages=form.languages.data or [],
        format=form.format.data or Format.ONLINE,
        accepts_registrations=bool(form.accepts_registrations.data),
        capacity=form.capacity.data or None,
        opens_at=times.opens_at,
        closes_at=times.closes_at,
    )
    now = clock.now()
    event = Event(
        uid="preview",
        slug="preview",
        sequence=0,
        revised_at=now,
        created_at=now,
        series=None,
        state=state,
        access_mode=AccessMode.OPEN,
        **column_values(details),
    )
    write_schedule(event, when)
    return event


def _usual(event: Event, when: When, t: Translator) -> tuple[Suggestion | None, str]:
    """Return the start at which another city has its usual hour."""
    if not isinstance(when, Timed):
        return None, ""
    times = formatting.city_times(event.starts_at, cities_of(event), event.timezone, t)
    differences = unusual_differences(event.starts_at, [shown.timezone for shown in times])
    if not differences or differences[0].zone_a != event.timezone:
        return None, ""
    difference = differences[0]
    start = when.start + difference.usual - difference.that_day
    if not _exists(start, event.timezone):
        return None, ""
    name = next(shown.name for shown in times if shown.timezone == difference.zone_b)
    text = formatting.time_text(start, t)
    reason = _(
        "If you mean %(then)s in %(city)s, start at %(time)s.",
        then=formatting.time_text(when.start + difference.usual, t),
        city=name,
        time=text,
    )
    return Suggestion(f"move={start:%Y-%m-%dT%H:%M}", text), reason


def _exists(local: datetime, zone: str) -> bool:
    try:
        to_instant(local, zone)
    except InvalidInputError:
        return False
    return True
