"""The organiser's list of events."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from webinars.announcement_parser.unused_dates import MAX_DRAFTS
from webinars.database import db
from webinars.events.enums import EventState, Format
from webinars.events.listing.organised_list import (
    MOST_COMPARED,
    MOST_ROUNDS,
    ListSection,
    organised_events,
)
from webinars.events.models import Event
from webinars.events.registration_availability import Availability, availability_at
from webinars.events.role_assignments import roles_on
from webinars.events.roles import Role
from webinars.events.timezone_updates import moved_event
from webinars.i18n import Translator
from webinars.outbox.queries import SentEmails
from webinars.registrations.organiser.registrant_list import StatusCounts, status_counts_by_event
from webinars.timezones import clock, formatting
from webinars.web.components.availability_text import badge
from webinars.web.components.badge import Badge
from webinars.web.components.event_time import cities_of
from webinars.web.core.locale import translator
from webinars.web.organiser.announcements import open_questions_text
from webinars.web.organiser.events.list_filter import (
    SECTION_LABELS,
    ListFilter,
    filter_choices,
    parse_filter,
)
from webinars.web.organiser.events.missing_details import missing_details
from webinars.web.organiser.events.open_items import OpenItem, open_items
from webinars.web.organiser.events.timezone_update import timezone_emails, timezone_emails_note
from webinars.web.organiser.permitted_links import may_with_role
from webinars.web.organiser.places_taken_text import Places, places_of_draft, places_of_event
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_events", __name__, url_prefix=URL_PREFIX)


@dataclass(frozen=True)
class EventRow:
    """One event in the list; href is empty for a draft, which has no public page.

    publish_url is empty unless it is a draft without open questions; organiser unless it belongs to
    another. What the account's role on the event does not include is empty.
    """

    title: str
    href: str
    edit_url: str
    may_edit: bool
    registrations_url: str
    publish_url: str
    organiser: str
    when: str
    place: str
    badge: Badge
    places: Places
    todos: tuple[OpenItem, ...]
    notes: tuple[str, ...]
    questions: tuple[open_questions_text.QuestionText, ...]


@dataclass(frozen=True)
class EventTable:
    """One list of the page; next_url is empty on its last page, first_url on its first."""

    section: ListSection
    title: str
    rows: Sequence[EventRow]
    next_url: str
    first_url: str

    @property
    def length(self) -> int:
        """Return the number of rows."""
        return len(self.rows)


@blueprint.get("/events", endpoint="list")
def list_events() -> str:
    """List drafts, upcoming and past events, or one of these lists, filtered and page by page."""
    wanted, t = parse_filter(), translator()
    tables = _tables(wanted, t)
    return render_template(
        "organiser/events/list.html",
        tables=tables,
        has_rows=any(table.rows for table in tables),
        wanted=wanted,
        choices=filter_choices(wanted, t),
        drafts_searched=MOST_COMPARED,
        events_searched=MOST_COMPARED * MOST_ROUNDS,
        saved_drafts=min(MAX_DRAFTS, request.args.get("drafts", 0, type=int)),
        has_left=request.args.get("done") == "left",
        is_removed=request.args.get("done") == "removed",
        changed=min(MAX_DRAFTS, request.args.get("changed", 0, type=int)),
        published=min(MAX_DRAFTS, request.args.get("published", 0, type=int)),
    )


def _tables(wanted: ListFilter, t: Translator) -> list[EventTable]:
    organiser, now = current_user.organiser, clock.now()
    pages = {
        section: organised_events(
            db.session(), organiser, section, now, wanted.selection, wanted.after
        )
        for section in wanted.sections
    }
    rows = _rows([event for page in pages.values() for event in page.rows], t)
    return [
        EventTable(
            section,
            t(SECTION_LABELS[section]),
            [rows[event.id] for event in page.rows if event.id in rows],
            next_url=page.after and _url(wanted.arguments(section, page.after)),
            first_url=_url(wanted.arguments()) if wanted.after else "",
        )
        for section, page in pages.items()
    ]


def _url(arguments: dict[str, str | None]) -> str:
    return url_for("organiser_events.list", **arguments)  # type: ignore[arg-type]


def _rows(events: Sequence[Event], t: Translator) -> dict[int, EventRow]:
    """Return the row of each event on which the account has a role still."""
    ids = [event.id for event in events]
    counts, emails = status_counts_by_event(db.session(), ids), timezone_emails(ids)
    roles = roles_on(db.session(), current_user.organiser, events)
    return {
        event.id: _row(event, roles[event.id], counts[event.id], emails.get(event.id), t)
        for event in events
        if event.id in roles  # one may have been withdrawn since the events were read
    }


def state_badge(event: Event, availability: Availability, t: Translator) -> Badge:
    """Return the badge of an event; drafts have one of their own."""
    is_draft = event.state is EventState.DRAFT
    return (
        Badge("draft", "pen", t("Draft")) if is_draft else badge(availability, t, event.access_mode)
    )


def _row(
    event: Event, role: Role, counts: StatusCounts, emails: SentEmails | None, t: Translator
) -> EventRow:
    is_draft = event.state is EventState.DRAFT
    may_edit = may_with_role("organiser_event_form.edit", role)
    sees_people = may_with_role("organiser_registrations.list", role)
    is_whole = is_draft and may_edit and not event.reading.get("questions")
    page = "organiser_event_form.edit" if may_edit else "organiser_event_overview.show"
    availability = availability_at(event.availability_facts, counts.held, clock.now())
    return EventRow(
        title=event.title,
        href="" if is_draft else url_for("public.event", slug=event.slug),
        edit_url=url_for(page, event_id=event.id),
        may_edit=may_edit,
        registrations_url=""
        if is_draft or not sees_people
        else url_for("organiser_registrations.list", event_id=event.id),
        publish_url=url_for("organiser_lifecycle.publish", event_id=event.id) if is_whole else "",
        organiser="" if event.organiser is current_user.organiser else event.organiser.name,
        when=formatting.schedule_text(event.when, event.span, cities_of(event), t),
        place=event.place or ("" if event.format is Format.ONLINE else t("Place to be announced")),
        badge=state_badge(event, availability, t),
        places=places_of_row(event, availability, counts, t),
        todos=open_items(event, counts, t) if sees_people else (),
        notes=(
            *(open_questions_text.notes(event.reading, t) if may_edit else ()),
            *(_missing_note(event, t) if is_draft and may_edit else ()),
            *(_zone_note(event, t) if may_edit else ()),
            *filter(None, [timezone_emails_note(emails, current_user.organiser.timezone, t)]),
        ),
        questions=open_questions_text.questions(event.reading, t) if may_edit else (),
    )


def _missing_note(event: Event, t: Translator) -> tuple[str, ...]:
    missing = missing_details(
        event, clock.now(), t, has_join_link=bool(event.meeting_url), stored=event
    )
    names = ", ".join(detail.name for detail in missing)
    return (t("Not given yet: %(details)s.", details=names),) if names else ()


def _zone_note(event: Event, t: Translator) -> tuple[str, ...]:
    if moved_event(event, clock.now()) is None:
        return ()
    return (t("The time zone rules have changed: open the event and choose which time is right."),)


def places_of_row(
    event: Event, availability: Availability, counts: StatusCounts, t: Translator
) -> Places:
    """Return the places taken of an event or draft, as text."""
    if availability is Availability.ELSEWHERE or not event.accepts_registrations:
        return Places(t("no registration on this site"))
    if event.state is EventState.DRAFT:
        return places_of_draft(event.capacity, t)
    return places_of_event(event.capacity, counts, t)
