"""Pages of events, bodies and series as they were at the end of a day, and the form that asks for the day."""

from dataclasses import replace
from itertools import groupby

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from webinars.database import db
from webinars.events.enums import EventState
from webinars.events.models import Event, Series
from webinars.events.queries import published_event
from webinars.events.record.event_as_on import Absence, EventAsOn, event_as_on
from webinars.events.record.series_as_on import SeriesAsOn, series_as_on
from webinars.events.registration_availability import Availability
from webinars.events.series.addresses import public_series
from webinars.i18n import Translator
from webinars.security import markdown
from webinars.security.urls import host_of
from webinars.web.components.alternative_times import languages_text
from webinars.web.components.availability_text import badge
from webinars.web.components.event_links import Link, safe_links
from webinars.web.components.event_time import event_time
from webinars.web.components.location import location_text
from webinars.web.components.session_text import session_of_year
from webinars.web.components.timeline import build_city_timeline
from webinars.web.core.current_timezone import reader_zone
from webinars.web.core.locale import translator
from webinars.web.public.documents.former_lists import event_documents_on, series_documents_on
from webinars.web.public.former_days import (
    Subject,
    absent,
    answer_form,
    is_over,
    parse_day,
    refuse,
    render_day,
)
from webinars.web.public.series_page import (
    PastEvent,
    PastYear,
    past_event,
    picture_path,
    series_page_links,
)

blueprint = Blueprint("as_on", __name__)

_CALLED_OFF = {
    EventState.CANCELLED: Availability.CANCELLED,
    EventState.POSTPONED: Availability.POSTPONED,
}


@blueprint.get("/events/<slug>/as-on")
def event(slug: str) -> ResponseReturnValue:
    """Lead to the page of an event on a day, or ask for the day."""
    subject = _subject_of_event(published_event(db.session(), slug))
    return answer_form(subject, "as_on.event_on", slug=slug)


@blueprint.get("/events/<slug>/as-on/<day>")
def event_on(slug: str, day: str) -> ResponseReturnValue:
    """Show an event as it was at the end of a day."""
    chosen = parse_day(day)
    if chosen is None:
        raise NotFound
    event = published_event(db.session(), slug)
    subject = _subject_of_event(event)
    if not is_over(chosen):
        return refuse(subject, day)
    former = event_as_on(db.session(), event, chosen)
    if isinstance(former, Absence):
        return absent(subject, chosen, former)
    t = translator()
    values = _event_values(former, t)
    values["documents"] = event_documents_on(event, former, chosen, t)
    return render_day("event.html", subject, chosen, values)


@blueprint.get("/series/<slug>/as-on")
def series(slug: str) -> ResponseReturnValue:
    """Lead to the page of a body or series on a day, or ask for the day."""
    present = public_series(db.session(), slug)
    return answer_form(_subject_of_series(present), "as_on.series_on", slug=present.slug)


@blueprint.get("/series/<slug>/as-on/<day>")
def series_on(slug: str, day: str) -> ResponseReturnValue:
    """Show a body or series as it was at the end of a day; a former address leads to the present one."""
    chosen, present = parse_day(day), public_series(db.session(), slug)
    if chosen is None:
        raise NotFound
    if present.slug != slug:
        return redirect(url_for("as_on.series_on", slug=present.slug, day=day))
    subject = _subject_of_series(present)
    if not is_over(chosen):
        return refuse(subject, day)
    former = series_as_on(db.session(), present, chosen)
    if isinstance(former, Absence):
        return absent(subject, chosen, former)
    t = translator()
    values = _series_values(former, day, t)
    values["documents"] = series_documents_on(present, former, chosen, t)
    return render_day("series.html", subject, chosen, values)


def _series_values(former: SeriesAsOn, day: str, t: Translator) -> dict[str, object]:
    """Return what the template shows of a series, section by section."""
    series, events = former.series, former.events

    def shown(event: Event) -> PastEvent:
        path = url_for("as_on.event_on", slug=event.slug, day=day)
        return replace(past_event(event, t), url=path)

    return {
        "series": series,
        "above": former.above,
        "picture": picture_path(series),
        "description": markdown.render(t.text(series.description)),
        "links": series_page_links(series, t),
        "coming": [shown(event) for event in events.coming],
        "past": [
            PastYear(year, [shown(event) for event in some])
            for year, some in groupby(events.past, key=lambda event: event.first_on.year)
        ],
        "has_more": events.has_more,
        "is_incomplete": events.is_incomplete,
    }


def _subject_of_series(series: Series) -> Subject:
    return Subject(
        translator().text(series.name),
        url_for("public.series", slug=series.slug),
        url_for("as_on.series", slug=series.slug),
    )


def _event_values(former: EventAsOn, t: Translator) -> dict[str, object]:
    """Return what the templates show of an event, section by section."""
    event, zone = former.event, reader_zone()
    return {
        "event": event,
        "event_time": event_time(event, *zone, t, now=former.at),
        "timeline": build_city_timeline(event, *zone, t)
        if event.state is EventState.PUBLISHED
        else None,
        "badge": badge(_CALLED_OFF[event.state], t) if event.state in _CALLED_OFF else None,
        "place": location_text(event, t),
        "languages_spoken": languages_text(event, t),
        "session_text": session_of_year(event.session_number, event.first_on.year, t)
        if event.session_number
        else "",
        "description": markdown.render(t.text(event.description)),
        "links": safe_links(event.links),
        "materials": [Link(label, url, host_of(url)) for label, url in former.materials],
    }


def _subject_of_event(event: Event) -> Subject:
    return Subject(
        translator().text(event.title),
        url_for("public.event", slug=event.slug),
        url_for("as_on.event", slug=event.slug),
    )
