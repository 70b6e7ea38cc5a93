"""Public pages: event list, event, time zones, series, privacy and accessibility statements."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.comments.acceptance import accepts_comments
from webinars.database import db, reading
from webinars.documents.queries import event_page_state
from webinars.email_subscriptions.subjects import interests_of
from webinars.events import queries
from webinars.events.date_groups import DatesOfPage, dates_of_page
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.registration_availability import (
    ACCEPTS_REGISTRATIONS,
    Availability,
    availability_at,
    may_be_registered,
    minutes_to_start,
    needs_private_link,
)
from webinars.i18n import Translator
from webinars.localized_text import stored_form
from webinars.registrations.alternatives.availability import Alternative, public_alternatives
from webinars.registrations.types.type_capacity import (
    availability_with_types,
    events_with_full_types,
)
from webinars.security import markdown
from webinars.security.urls import host_of
from webinars.timezones import clock, formatting
from webinars.timezones.schedule import Precision
from webinars.web.components.alternative_times import (
    alternative_times,
    alternatives_key,
    languages_text,
)
from webinars.web.components.availability_text import badge, panel, registration_period_text
from webinars.web.components.event_links import material_links, safe_links
from webinars.web.components.event_time import cities_of, event_time
from webinars.web.components.feed_links import Feed, feed_links
from webinars.web.components.location import external_url, location_text
from webinars.web.components.other_dates import other_dates
from webinars.web.components.session_text import session_of_year
from webinars.web.components.timeline import build_city_timeline
from webinars.web.core.current_site import site
from webinars.web.core.current_timezone import reader_zone
from webinars.web.core.forms.timezone_choices import zone_groups
from webinars.web.core.locale import translator
from webinars.web.core.page_cache import cached_page
from webinars.web.core.rate_limits import limiter
from webinars.web.public import event_list, feed_requests, list_states
from webinars.web.public.add_to_calendar import add_links
from webinars.web.public.changed_list import changed_rows, since_text
from webinars.web.public.comments import shown_comments
from webinars.web.public.documents.lists import event_documents, key_of_documents
from webinars.web.public.empty_state import empty_state_links
from webinars.web.public.events_by_month import Reader, availability_by_id, months, row_version
from webinars.web.public.link_previews import picture_text
from webinars.web.public.month_view import month_page
from webinars.web.public.series_page import series_page
from webinars.web.public.statement_pages import accessibility_page, privacy_page
from webinars.web.public.structured_data import event_data

public = Blueprint("public", __name__)

_TEASER_LENGTH = 200


@public.get("/", endpoint="list")
def events() -> ResponseReturnValue:
    """Show upcoming or past events by month."""
    session, reader, now = db.session(), _reader(), clock.now()
    requested = list_request = event_list.parse_request(request.args, reader.t, reader.timezone)
    if list_request.wanted.q:
        limiter.count_search()
    if requested.is_month_view:
        return month_page(
            session,
            requested,
            reader,
            now,
            lambda chosen: _feed(_selection(chosen, reader), reader),
        )
    unchanged = list_states.find_unchanged_page(requested, now)
    if unchanged is not None:
        return unchanged
    since = requested.wanted.since
    read = event_list.read_first(session, list_request, now)
    filter_values = event_list.load_filter_values(session, list_request, read, reader.t)
    list_request = filter_values.applied_to(list_request)
    loaded = event_list.load_page(
        session, list_request, now, reader.t, read.facts, is_needed=not filter_values.is_undecided
    )
    page = loaded.page
    bodies = () if list_request.errors else read.bodies
    links = (
        []
        if page.rows or since or filter_values.is_undecided or list_request.errors
        else empty_state_links(session, list_request, now, reader.t, read.facts, loaded.rare_terms)
    )
    availability = availability_by_id(session, page.rows, now)
    selection = _selection(list_request, reader, is_empty=not page.rows)

    def render() -> str:
        return render_template(
            "public/list.html",
            list_request=list_request,
            choices=event_list.filter_options(filter_values, list_request, reader),
            is_series_undecided=filter_values.is_undecided,
            candidates=filter_values.candidates,
            are_more_candidates=filter_values.meant.is_cut,
            months=[] if since else months(page.rows, availability, reader, now),
            changes=since and changed_rows(page.rows, availability, since, reader, now),
            since_text=since and since_text(since, reader),
            links=links,
            bodies=bodies,
            next_url=_list_url(list_request, page.after) if page.after else None,
            first_url=_list_url(list_request, "") if list_request.wanted.after else None,
            feed=_feed(selection, reader),
            is_filtered=replace(selection.wanted, month=None).is_filtered,
            month_view_url=url_for(
                "public.list",
                **list_request.query(view=event_list.MONTH_VIEW, past="", after="", since=""),
            ),
        )

    if list_request.errors or not page.rows:
        return render(), list_request.status
    validity = read.changes, read.next_end
    state = list_states.state_of(page, filter_values, validity, now)
    list_states.remember(requested, state)
    names = tuple((slug, stored_form(name)) for slug, name in bodies)
    content_key = state.content_key(availability, now)
    return cached_page((content_key, names) if names else content_key, render)


@public.get("/events/<slug>")
def event(slug: str) -> ResponseReturnValue:
    """Show one event."""
    now = clock.now()
    with reading() as connection:
        state, places_held, last_embargo_end = event_page_state(connection, slug, now)
        dates = dates_of_page(connection, state.date_group_id)
        full_event_ids = (
            events_with_full_types(connection, [state.event_id])
            if state.has_registration_types
            else ()
        )
    availability = availability_with_types(
        availability_at(state.availability_facts, places_held, now), is_full=bool(full_event_ids)
    )
    has_ended, minutes = (
        state.availability_facts.ends_at <= now,
        minutes_to_start(state.availability_facts, now),
    )
    can_ask = accepts_comments(
        is_on=state.accepts_comments,
        state=state.availability_facts.state,
        ends_at=state.availability_facts.ends_at,
        now=now,
    )
    others = public_alternatives(db.session(), state.alternative_group_id, now)
    documents_key = key_of_documents(state, last_embargo_end)
    return cached_page(
        (
            *(*state.shown, availability, has_ended, minutes),
            *(can_ask, state.comments_revision, *dates.key),
            *(*alternatives_key(others), *documents_key),
        ),
        lambda: _event_page(
            slug,
            availability,
            can_ask=can_ask,
            minutes=minutes,
            has_comments=bool(state.comments_revision),
            dates=dates,
            alternatives=others,
            has_documents=bool(documents_key),
        ),
    )


def _event_page(
    slug: str,
    availability: Availability,
    *,
    can_ask: bool,
    minutes: int | None,
    has_comments: bool,
    dates: DatesOfPage,
    alternatives: Sequence[Alternative],
    has_documents: bool,
) -> str:
    # If the event changed after its state was loaded, the page is cached under a key that is not used again.
    event = queries.published_event(db.session(), slug)
    reader = _reader()
    page = site().url(url_for("public.event", slug=event.slug))
    place = location_text(event, reader.t)
    external = external_url(event)
    return render_template(
        "public/event.html",
        event=event,
        event_time=event_time(event, reader.timezone, reader.known, reader.t),
        # A time that no longer applies needs no timeline.
        timeline=build_city_timeline(event, reader.timezone, reader.known, reader.t)
        if event.state is EventState.PUBLISHED
        else None,
        badge=badge(availability, reader.t, event.access_mode, minutes=minutes),
        panel=panel(
            availability,
            reader.t,
            event.access_mode,
            requires_approval=event.requires_approval,
            minutes=minutes,
        ),
        has_ended=availability is Availability.ENDED,
        can_register=availability in ACCEPTS_REGISTRATIONS
        and not needs_private_link(availability, event.access_mode),
        invitation_text=_invitation_text(event, availability, reader.t),
        external={"url": external, "host": host_of(external)}
        if external and availability is Availability.ELSEWHERE
        else None,
        period=registration_period_text(
            event, availability, reader.timezone, reader.known, reader.t
        ),
        may_be_registered=may_be_registered(event.availability_facts, availability),
        alternatives=alternative_times(
            alternatives, event, reader.timezone, reader.known, reader.t
        ),
        place=place,
        languages_spoken=languages_text(event, reader.t),
        session_text=session_of_year(event.session_number, event.first_on.year, reader.t)
        if event.session_number
        else "",
        description=markdown.render(reader.t.text(event.description)),
        links=safe_links(event.links),
        materials=material_links(db.session(), event, clock.now()),
        add_links=add_links(event, availability, page, place, reader.t),
        feed=_feed(event_list.parse_request({}, reader.t), reader),
        offers_updates=bool(interests_of(event)),
        page=page,
        teaser=_teaser(event, reader.t),
        picture_text=picture_text(event, reader.t),
        data=event_data(event, page, site(), reader.t),
        can_ask=can_ask,
        comments=shown_comments(event, reader) if has_comments else (),
        several_dates=dates.offer,
        documents=event_documents(event, reader.t) if has_documents else (),
        other_dates=other_dates(dates, event, reader.timezone if reader.known else "", reader.t),
    )


@public.get("/time-zone")
def timezone() -> ResponseReturnValue:
    """Show all time zones to choose from, for an event's page or for the list as it is filtered."""
    reader, slug = _reader(), request.args.get("event", "")
    event = queries.published_event(db.session(), slug) if slug else None
    query = event_list.parse_request(request.args, reader.t).query(after="")
    return cached_page(
        event and row_version(event),
        lambda: render_template(
            "public/timezone.html",
            event=event,
            back_url=url_for("public.event", slug=slug)
            if event
            else url_for("public.list", **query),
            action=url_for("public.event", slug=slug) if event else url_for("public.list"),
            filters={} if event else query,
            zones=zone_groups(reader.timezone, reader.t),
        ),
    )


@public.get("/series/<slug>")
def series(slug: str) -> ResponseReturnValue:
    """Show a body or series, its bodies and events."""
    return series_page(slug)


@public.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Show the privacy statement."""
    return privacy_page()


@public.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """Show the accessibility statement."""
    return accessibility_page()


def _reader() -> Reader:
    return Reader(*reader_zone(), translator())


def _list_url(list_request: event_list.ListRequest, after: str) -> str:
    return url_for("public.list", **list_request.query(after=after))


def _feed(list_request: event_list.ListRequest, reader: Reader) -> Feed:
    """Return the feed addresses for the same filter, language and time zone."""
    zone = reader.timezone if reader.known else ""

    def path(endpoint: str) -> str:
        return feed_requests.feed_path(endpoint, list_request, reader.t, zone)

    return replace(
        feed_links(path("calendar.feed"), site()),
        atom=site().url(path("news.as_atom")),
        json=site().url(path("news.as_json")),
    )


def _selection(
    list_request: event_list.ListRequest, reader: Reader, *, is_empty: bool = False
) -> event_list.ListRequest:
    """Return the request of the feed offered for a list: coming events of any month; all if it is empty."""
    if list_request.errors or is_empty:
        return event_list.parse_request({}, reader.t)
    return replace(
        list_request,
        values={**list_request.values, "month": "", "past": "", "view": "", "since": ""},
    )


def _invitation_text(event: Event, availability: Availability, t: Translator) -> str:
    """Return a sentence about when a registrant gets the calendar invitation; empty if none can register."""
    if availability not in ACCEPTS_REGISTRATIONS or needs_private_link(
        availability, event.access_mode
    ):
        return ""
    if event.precision is Precision.MONTH:
        return t("If you register, you get a calendar invitation by e-mail once the date is set.")
    if availability is Availability.FULL:
        return t(
            "You get a calendar invitation by e-mail once you have a place. It updates itself."
        )
    if event.requires_approval:
        return t(
            "You get a calendar invitation by e-mail once your request is approved. It updates itself."
        )
    return t(
        "If you register, you get a calendar invitation by e-mail. The invitation updates "
        "itself, so you do not need the links below."
    )


def _teaser(event: Event, t: Translator) -> str:
    """Return the description for link previews: date, place and the beginning of the text."""
    when = formatting.schedule_text(event.when, event.span, cities_of(event), t)
    text = markdown.plain_text(t.text(event.description), _TEASER_LENGTH)
    return " · ".join(part for part in (when, location_text(event, t), text) if part)
