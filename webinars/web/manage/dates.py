"""The registrant's page of all dates of one event, by its own link: cancel one or all, take another one."""

# Mail scanners follow links, so a GET only asks and a POST changes.

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import check_still_live
from webinars.database import db, transaction
from webinars.errors import ConflictError, NotAllowedError, NotFoundError
from webinars.events.date_groups import coming_dates
from webinars.events.models import Event
from webinars.registrations.answers import may_answer
from webinars.registrations.group_registrations import dates_of, group_registration_of_link
from webinars.registrations.models import DateGroupRegistration, Registration
from webinars.registrations.several_dates import own_dates
from webinars.registrations.several_dates.date_places import DatePlaces, places_of_dates
from webinars.registrations.several_dates.places_for_all import position_of
from webinars.registrations.status import ACTIVE, Status
from webinars.timezones import clock
from webinars.web.components.availability_text import badge as availability_badge
from webinars.web.components.badge import Badge
from webinars.web.components.event_time import EventTime, event_time
from webinars.web.core.current_timezone import zone_or_event_zone
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.locale import translator
from webinars.web.core.security.private_links import presented_capability, token_of
from webinars.web.manage.status_panel_text import cancellation_text, status_badge

blueprint = Blueprint("dates", __name__)

Action = Callable[[Session, DateGroupRegistration], object]
_DONE = frozenset({"cancelled", "taken", "verified", "details", "answers"})


@dataclass(frozen=True)
class OwnDate:
    """A date of the registrant, or one that they may take (slug), with its badge.

    has_ended: it is over. cancellation: what cancelling it is called; empty where nothing can be cancelled.
    can_be_taken: it was cancelled by them, and can be registered for again.
    """

    slug: str
    title: str
    time: EventTime
    badge: Badge
    has_ended: bool = False
    cancellation: str = ""
    can_be_taken: bool = False


@blueprint.get("/dates/<token>")
def show(token: str) -> ResponseReturnValue:
    """Render the page with a row for each date."""
    return _page(token, EmptyForm())


@blueprint.get("/dates/<token>/registrations/<slug>")
def date(token: str, slug: str) -> ResponseReturnValue:
    """Redirect to the page of the registration for one date."""
    registration = next((one for one in own_registrations() if one.event.slug == slug), None)
    if registration is None:
        raise NotFoundError("no-such-registration")
    manage_token = token_of(Purpose.MANAGE, registration.id)
    return redirect(url_for("manage.show", token=manage_token, dates=token), 303)


@blueprint.get("/dates/<token>/calendar")
def calendar(token: str) -> ResponseReturnValue:
    """Redirect to the page of the personal calendar."""
    newest = max(own_registrations(), key=lambda one: (one.status in ACTIVE, one.id), default=None)
    if newest is None:
        return redirect(url_for("dates.show", token=token), 303)
    manage_token = token_of(Purpose.MANAGE, newest.id)
    return redirect(url_for("personal_calendar.settings", token=manage_token), 303)


@blueprint.route("/dates/<token>/cancellation", methods=["GET", "POST"])
def cancellation(token: str) -> ResponseReturnValue:
    """Cancel one date, or all of them, after asking for confirmation."""
    slug = (request.form if request.method == "POST" else request.args).get("date", "")
    own = [
        one
        for one in own_registrations()
        if one.status in ACTIVE and cancellation_text(one, translator()) is not None
    ]
    affected = [one for one in own if slug in ("", one.event.slug)]
    row = linked_row()
    if request.method == "POST":
        cancel: Action = own_dates.cancel_all_dates
        if slug:
            cancel = lambda session, row: own_dates.cancel_date(session, row, slug)  # noqa: E731
        if row.queued_at is not None and not own_registrations():
            with dates_transaction() as (session, locked):
                own_dates.cancel_all_dates(session, locked)
            # What was stored of them is deleted.
            return redirect(url_for("manage.erased"), 303)
        return _apply(token, cancel, "cancelled")
    if not affected and row.queued_at is None:
        return redirect(url_for("dates.show", token=token), 303)
    return render_template(
        "manage/dates_cancellation.html",
        token=token,
        form=EmptyForm(),
        slug=slug,
        dates=[shown_date(one) for one in affected],
        takes_all=row.takes_all,
        is_waiting=row.queued_at is not None,
    )


@blueprint.post("/dates/<token>/registrations")
def register(token: str) -> ResponseReturnValue:
    """Register for one more date, with the same details."""
    slug = request.form.get("date", "")
    return _apply(
        token, lambda session, row: own_dates.register_for_date(session, row, slug), "taken"
    )


@blueprint.post("/dates/<token>/verification")
def verification(token: str) -> ResponseReturnValue:
    """Verify the registrant's e-mail address, so that no place expires."""
    return _apply(token, own_dates.verify_dates, "verified")


@blueprint.route("/dates/<token>/links", methods=["GET", "POST"])
def replace_links(token: str) -> ResponseReturnValue:
    """Revoke the link of the page and those of its dates; the new ones are only e-mailed."""
    if request.method != "POST":
        return render_template(
            "manage/dates_replace_links.html", token=token, form=EmptyForm(), address=_address()
        )
    with dates_transaction() as (session, row):
        own_dates.replace_links_of_dates(session, row)
    return redirect(url_for("manage.links_replaced"), 303)


@contextmanager
def dates_transaction() -> Iterator[tuple[Session, DateGroupRegistration]]:
    """Start a transaction for a change by the link: lock the group, and check the link again."""
    capability = presented_capability()
    with transaction() as session:
        row = own_dates.lock_row(session, capability.subject_id)
        check_still_live(session, capability)
        yield session, row


def _apply(token: str, action: Action, done: str) -> ResponseReturnValue:
    try:
        with dates_transaction() as (session, row):
            action(session, row)
    except (ConflictError, NotAllowedError) as error:
        if error.code in {"already-cancelled", "event-over"}:
            # Submitted twice, or too late: the page shows the current status.
            return redirect(url_for("dates.show", token=token), 303)
        form = EmptyForm()
        form.form_errors = [error_sentence(error)]
        return _page(token, form), 409
    return redirect(url_for("dates.show", token=token, done=done), 303)


def linked_row() -> DateGroupRegistration:
    """Return the row of the presented private link."""
    return group_registration_of_link(db.session(), presented_capability().subject_id)


def own_registrations() -> list[Registration]:
    """Return one registration for each date of the presented private link, in order."""
    return dates_of(db.session(), linked_row())


def _address() -> str:
    return _details(linked_row(), own_registrations()).get("email", "")


def _details(row: DateGroupRegistration, own: list[Registration]) -> dict[str, str]:
    """Return name and e-mail address of the newest registration, or of the place on the waiting list."""
    newest = max(own, key=lambda one: one.id, default=None)
    if newest is not None:
        return {"name": newest.name, "email": newest.email}
    return {name: str(row.waiting_details.get(name, "")) for name in ("name", "email")}


def _page(token: str, form: EmptyForm) -> str:
    row, own = linked_row(), own_registrations()
    active = [one for one in own if one.status in ACTIVE and one.event.ends_at > clock.now()]
    taken = {one.event_id for one in own if one.status is not Status.CANCELLED}
    newest = max(own, key=lambda one: one.id, default=None)
    done = request.args.get("done", "")
    dates = coming_dates(db.session(), row.date_group_id)
    open_dates = _open_dates([one for one in dates if one.id not in taken], newest)
    own_ids = {one.event_id for one in own}
    open_ids = {one.event.id for one in open_dates}
    return render_template(
        "manage/dates.html",
        token=token,
        form=form,
        event=own[0].event if own else next(iter(dates), None),
        details=_details(row, own),
        has_registrations=bool(own),
        has_questions=any(
            one.event.has_questions and may_answer(one, one.event, clock.now()) for one in own
        ),
        position=position_of(db.session(), row) if row.queued_at else 0,
        dates=[shown_date(one, open_ids) for one in own],
        others=[_other(one, newest) for one in open_dates if one.event.id not in own_ids],
        takes_all=row.takes_all,
        active_number=len(active),
        all_confirmed=all(one.status is Status.CONFIRMED for one in active),
        must_confirm=any(one.ends_at and one.verified_at is None for one in active),
        done=done if done in _DONE else "",
    )


def shown_date(registration: Registration, open_ids: Collection[int] = ()) -> OwnDate:
    """Return a date of the registrant; open_ids: of events that can be registered for."""
    t, event = translator(), registration.event
    text = cancellation_text(registration, t) if registration.status in ACTIVE else None
    return OwnDate(
        event.slug,
        t.text(event.title),
        _time(event, registration.timezone),
        status_badge(registration, t),
        has_ended=event.ends_at <= clock.now(),
        cancellation=text.link if text else "",
        can_be_taken=registration.event_id in open_ids,
    )


def _open_dates(dates: Sequence[Event], newest: Registration | None) -> list[DatePlaces]:
    """Return those of some coming dates for which the registrant can register with their details."""
    if newest is None:
        return []
    type_name = str(newest.registration_type.name) if newest.registration_type else None
    return [one for one in places_of_dates(db.session(), dates) if one.is_open_to(type_name)]


def _other(places: DatePlaces, newest: Registration | None) -> OwnDate:
    event, t = places.event, translator()
    zone = newest.timezone if newest else ""
    badge = availability_badge(places.availability, t, event.access_mode)
    return OwnDate(event.slug, t.text(event.title), _time(event, zone), badge)


def _time(event: Event, zone: str) -> EventTime:
    return event_time(event, *zone_or_event_zone(zone, event.timezone), translator())
