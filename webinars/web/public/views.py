"""Public pages: event list, event, series, privacy and accessibility statements."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from babel.lists import format_list
from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.comments.rules import accepts_comments
from webinars.database import db, reading
from webinars.events import queries
from webinars.events.models import Event
from webinars.events.queries import Filter
from webinars.events.rules import (
    ACCEPTS_REGISTRATIONS,
    Availability,
    EventState,
    availability_at,
    is_running,
)
from webinars.i18n import N_, Translator
from webinars.registrations.models import Registration
from webinars.registrations.queries import page_state_and_places_held
from webinars.registrations.types import events_with_full_types, status_with_types
from webinars.security import markdown
from webinars.security.urls import host_of
from webinars.timezones import clock, formatting
from webinars.timezones.schedule import Precision
from webinars.web.components.event_status import badge, is_by_link, panel
from webinars.web.components.event_time import cities_of, moment
from webinars.web.components.links import Feed, feed_links, safe_links
from webinars.web.components.location import external_url, location_text
from webinars.web.components.timeline import strip
from webinars.web.core.locale import local_time_text, reader_zone, site, translator
from webinars.web.core.page_cache import cached_page
from webinars.web.core.timezone_choices import zone_groups
from webinars.web.public import event_list, feed_requests
from webinars.web.public.add_to_calendar import add_links
from webinars.web.public.comments import shown_comments
from webinars.web.public.event_rows import Reader, months, shown, standings
from webinars.web.public.structured_data import event_data

public = Blueprint("public", __name__)

OPERATORS_PAGES = "pages"  # a folder in the data folder
_TEASER = 200
QUARTER_SECONDS = 900


@public.get("/", endpoint="list")
def events() -> ResponseReturnValue:
    """Show upcoming or past events by month."""
    session, reader, now = db.session(), _reader(), clock.now()
    list_request = event_list.parse_request(request.args, reader.t)
    offered = event_list.load_filter_values(session, list_request, now, reader.t)
    page = event_list.load_page(session, list_request, now, reader.t)
    links = (
        [] if page.events else event_list.empty_state_links(session, list_request, now, reader.t)
    )
    stands = standings(session, page.events, now)
    selection = _selection(list_request, reader, is_empty=not page.events)

    def render() -> str:
        return render_template(
            "public/list.html",
            list_request=list_request,
            choices=event_list.filter_options(offered, list_request, reader),
            months=months(page.events, stands, reader, now),
            links=links,
            next_url=_list_url(list_request, page.after),
            first_url=_list_url(list_request, "") if list_request.wanted.after else None,
            feed=_feed(selection, reader),
            selects=replace(selection.wanted, month=None).narrows,
        )

    if list_request.errors or not page.events:
        return render(), 422 if list_request.errors else 200
    # The day of the small months changes on a quarter of an hour.
    quarter = int(now.timestamp()) // QUARTER_SECONDS
    rows = tuple(
        (*shown(event), stands[event.id], is_running(event.terms, now)) for event in page.events
    )
    return cached_page((offered, rows, page.after, quarter), render)


@public.get("/events/<slug>")
def event(slug: str) -> ResponseReturnValue:
    """Show one event."""
    now = clock.now()
    with reading() as connection:
        facts, held = page_state_and_places_held(connection, slug)
        full = (
            events_with_full_types(connection, [facts.event_id])
            if facts.has_registration_types
            else ()
        )
    how = status_with_types(availability_at(facts.terms, held, now), is_full=bool(full))
    is_over, runs = facts.terms.ends_at <= now, is_running(facts.terms, now)
    asks = accepts_comments(
        is_on=facts.accepts_comments,
        state=facts.terms.state,
        ends_at=facts.terms.ends_at,
        now=now,
    )
    said = facts.comments_revision
    return cached_page(
        (*facts.shown, how, is_over, runs, asks, said),
        lambda: _event_page(slug, how, asks=asks, runs=runs, has_comments=bool(said)),
    )


def _event_page(slug: str, how: Availability, *, asks: bool, runs: bool, has_comments: bool) -> str:
    # If it changed since its state was read, nothing asks for the old revision's cache key again.
    found = queries.published_event(db.session(), slug)
    reader = _reader()
    page = site().url(url_for("public.event", slug=found.slug))
    place = location_text(found, reader.t)
    out = external_url(found)
    return render_template(
        "public/event.html",
        event=found,
        moment=moment(found, reader.zone, reader.known, reader.t),
        # What does not hold any more needs no picture.
        strip=strip(found, reader.zone, reader.known, reader.t)
        if found.state is EventState.PUBLISHED
        else None,
        badge=badge(how, reader.t, found.access_mode, is_running=runs),
        panel=panel(
            how,
            reader.t,
            found.access_mode,
            requires_approval=found.requires_approval,
            is_running=runs,
        ),
        takes_names=how in ACCEPTS_REGISTRATIONS and not is_by_link(how, found.access_mode),
        invitation_comes=_invitation_comes(found, how, reader.t),
        out={"url": out, "host": host_of(out)} if out and how is Availability.ELSEWHERE else None,
        deadline=_deadline(found, how, reader),
        place=place,
        languages_spoken=_languages(found, reader.t),
        description=markdown.render(found.description),
        links=safe_links(found.links),
        add=add_links(found, how, page, place),
        feed=_feed(event_list.parse_request({}, reader.t), reader),
        page=page,
        teaser=_teaser(found, reader.t),
        zones=zone_groups(reader.zone, reader.t),
        data=event_data(found, page, site()),
        asks=asks,
        comments=shown_comments(found, reader) if has_comments else (),
    )


@public.get("/series/<slug>")
def series(slug: str) -> ResponseReturnValue:
    """Show a series and its upcoming events."""
    session, reader, now = db.session(), _reader(), clock.now()
    found = queries.series_by_slug(session, slug)
    page = queries.listed_events(session, Filter(series=slug), now)
    past = queries.count_listed(session, Filter(series=slug, past=True), now)
    return render_template(
        "public/series.html",
        series=found,
        description=markdown.render(found.description),
        months=months(page.events, standings(session, page.events, now), reader, now),
        past=past,
        next_url=url_for("public.list", series=slug, after=page.after) if page.after else None,
        feed=_feed(event_list.parse_request({"series": slug}, reader.t), reader, "calendar.series"),
        page=site().url(url_for("public.series", slug=slug)),
    )


@public.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Show the privacy statement."""
    return render_template(
        "public/privacy.html", own=_own_words("privacy"), stored=_stored_personal_data()
    )


@public.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """Show the accessibility statement."""
    return render_template("public/accessibility.html", own=_own_words("accessibility"))


def _reader() -> Reader:
    return Reader(*reader_zone(), translator())


def _list_url(list_request: event_list.ListRequest, after: str | None) -> str | None:
    if after is None:
        return None
    chosen: dict[str, Any] = {
        name: request.args[name] for name in ("zone", "lang") if name in request.args
    }
    return url_for("public.list", **list_request.query(after=after), **chosen)


def _feed(
    list_request: event_list.ListRequest, reader: Reader, endpoint: str = "calendar.feed"
) -> Feed:
    """Return the feed addresses for the same filter, language and time zone."""
    zone = reader.zone if reader.known else ""

    def path(endpoint: str) -> str:
        return feed_requests.feed_path(endpoint, list_request, reader.t, zone)

    return replace(
        feed_links(path(endpoint), site()),
        atom=site().url(path("news.as_atom")),
        json=site().url(path("news.as_json")),
    )


def _selection(
    list_request: event_list.ListRequest, reader: Reader, *, is_empty: bool
) -> event_list.ListRequest:
    """Return the request of the feed offered for a list: without its month; all events if it is empty."""
    if list_request.errors or is_empty:
        return event_list.parse_request({}, reader.t)
    return replace(list_request, values={**list_request.values, "month": ""})


def _deadline(event: Event, how: Availability, reader: Reader) -> str:
    """Return a sentence about when registration opens, closes or closed."""
    t = reader.t
    if how is Availability.NOT_YET and event.opens_at:
        at = local_time_text(event.opens_at, reader.zone, reader.known, t)
        return t("Registration opens on %(time)s.", time=at)
    if event.closes_at is None or how not in {*ACCEPTS_REGISTRATIONS, Availability.CLOSED}:
        return ""
    at = local_time_text(event.closes_at, reader.zone, reader.known, t)
    if how is Availability.CLOSED:
        return t("Registration closed on %(time)s.", time=at)
    return t("Open until %(time)s.", time=at)


def _invitation_comes(event: Event, how: Availability, t: Translator) -> str:
    """Return a sentence about when a registrant gets the calendar invitation; empty if none can register."""
    if how not in ACCEPTS_REGISTRATIONS or is_by_link(how, event.access_mode):
        return ""
    if event.precision is Precision.MONTH:
        return t("If you register, you get a calendar invitation by e-mail once the date is set.")
    if how is Availability.FULL:
        return t(
            "You get a calendar invitation by e-mail once you have a place. It updates itself."
        )
    if event.requires_approval:
        return t(
            "You get a calendar invitation by e-mail once your request is approved. It updates itself."
        )
    return t(
        "If you register, an invitation comes by e-mail and updates itself; you need nothing below."
    )


def _languages(event: Event, t: Translator) -> str:
    names = t.locale.languages
    return ", ".join(str(names.get(tag, tag)) for tag in event.languages)


def _teaser(event: Event, t: Translator) -> str:
    """Return the description for link previews: date, place and the beginning of the text."""
    when = formatting.schedule_text(event.when, event.span, cities_of(event), t)
    about = " ".join(event.description.split())
    cut = about if len(about) <= _TEASER else about[:_TEASER].rsplit(" ", 1)[0] + " …"
    return " · ".join(part for part in (when, location_text(event, t), cut) if part)


def _stored_personal_data() -> str:
    """Return what is stored of a registrant, as a list in the reader's language."""
    t = translator()
    labels = (*dict.fromkeys(Registration.PERSONAL.values()), N_("when you registered"))
    return format_list([t(label) for label in labels], locale=t.locale)


def _own_words(name: str) -> str:
    """Render the operator's page from <data>/pages/<name>.<language>.md, else <name>.md."""
    folder = Path(current_app.config["DATA_DIR"]) / OPERATORS_PAGES
    for file in (folder / f"{name}.{translator().language}.md", folder / f"{name}.md"):
        if file.is_file():
            return markdown.render(file.read_text(encoding="utf-8"))
    return ""
