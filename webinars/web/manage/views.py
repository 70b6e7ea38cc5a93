"""The registrant's manage page, by the mailed link: view, change, cancel, register again, export, erase."""

# Mail scanners follow links, so a GET only asks and a POST changes.

import json
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.capabilities.link_purposes import Purpose
from webinars.database import db
from webinars.email_subscriptions.own_subscriptions import erase_subscriber
from webinars.errors import ConflictError, InvalidInputError, NotAllowedError
from webinars.events.calendar_event import calendar_event
from webinars.events.enums import Format
from webinars.events.registration_availability import (
    ACCEPTS_REGISTRATIONS,
    availability_at,
    minutes_to_start,
)
from webinars.i18n import Translator
from webinars.ical import feed
from webinars.ical.vevent import CalendarEvent
from webinars.polls.erasure import erase_participations
from webinars.questions.question_types import QuestionStage
from webinars.registrations import new_registration, queries
from webinars.registrations.answers import may_answer, questions_to_complete, unanswered
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar.calendars import addresses_without_invitations
from webinars.registrations.places import places_held
from webinars.registrations.registrant import details_change, links, verification
from webinars.registrations.repeat_registration import may_register_again
from webinars.registrations.status import ACTIVE, Status
from webinars.timezones import clock, formatting
from webinars.web.components.availability_text import panel, start_badge
from webinars.web.components.event_links import material_links
from webinars.web.components.event_time import event_time
from webinars.web.components.location import location_text
from webinars.web.components.question_fields import QuestionFields
from webinars.web.components.retention_text import registrant_deletion_text
from webinars.web.core.current_site import site
from webinars.web.core.current_timezone import local_time_text, zone_or_event_zone
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.locale import LANGUAGE_NAMES, translator
from webinars.web.core.security.private_links import (
    link_transaction,
    presented_capability,
    token_of,
)
from webinars.web.manage.answer_fields import stored_fields
from webinars.web.manage.data_export import collect_personal_data
from webinars.web.manage.dates_link import bring_token, dates_link
from webinars.web.manage.registrant_times import registrant_times
from webinars.web.manage.status_panel_text import cancellation_text, status_panel
from webinars.web.registration.form import RegistrationForm, form_data

blueprint = Blueprint("manage", __name__)
blueprint.url_defaults(bring_token)

# What the page confirms after a change, by the query parameter `done`.
_DONE = frozenset({"details", "address", "answers", "accepted", "verified", "moved", "kept-one"})


@blueprint.get("/registrations/<token>")
def show(token: str) -> ResponseReturnValue:
    """Render the manage page."""
    return show_page(linked_registration(), token, EmptyForm())


def show_page(
    registration: Registration,
    token: str,
    form: EmptyForm,
    more_questions: QuestionFields | None = None,
) -> str:
    """Render the manage page; more_questions: refused answers to questions after approval."""
    return render_page(
        "manage/show.html",
        registration,
        token,
        form=form,
        status=status_panel(db.session(), registration, translator()),
        start_badge=start_badge(
            minutes_to_start(registration.event.availability_facts, clock.now()), translator()
        ),
        materials=material_links(db.session(), registration.event, clock.now()),
        join_url=url_for("join.page", token=token_of(Purpose.JOIN, registration.id)),
        done=_confirmed_change(registration),
        deletion=registrant_deletion_text(registration.event),
        in_personal_calendar=bool(
            addresses_without_invitations(db.session(), {registration.address})
        ),
        times=registrant_times(registration),
        dates=dates_link(registration),
        **_registering_again(registration),
        **_answers(registration, token, more_questions),
        **_details(registration),
    )


@blueprint.get("/registrations/<token>.ics")
def calendar_file(token: str) -> ResponseReturnValue:
    """Return the event as a calendar file: the invitation's entry without METHOD and attendees."""
    registration = linked_registration()
    body = feed.render_event_file(_calendar_event(registration, translator()))
    name = f"{registration.event.slug}.ics"
    return download(body, "text/calendar; charset=utf-8", name)


@blueprint.get("/registrations/<token>/data.json")
def export(token: str) -> ResponseReturnValue:
    """Return all personal data about the registration as JSON."""
    data = collect_personal_data(db.session(), linked_registration())
    body = json.dumps(data, ensure_ascii=False, indent=2).encode()
    return download(body, "application/json", "registration.json")


@blueprint.route("/registrations/<token>/details", methods=["GET", "POST"])
def details(token: str) -> ResponseReturnValue:
    """Change name, e-mail address and the like; a new address is verified by e-mail first."""
    registration = linked_registration()
    if request.method != "POST":
        form = RegistrationForm(data=form_data(registration))
        return _details_page(registration, token, form)
    form = RegistrationForm()
    if not form.validate_on_submit():
        return _details_page(registration, token, form), 422
    registration_id, values = registration.id, form.values
    try:
        with link_transaction() as session:
            details_change.change_details(session, registration_id, **values)
    except (InvalidInputError, ConflictError) as error:
        form.email.errors = [error_sentence(error)]
        return _details_page(linked_registration(), token, form), 422
    return redirect(url_for("manage.show", token=token, done="details"), 303)


@blueprint.route("/registrations/<token>/cancellation", methods=["GET", "POST"])
def cancellation(token: str) -> ResponseReturnValue:
    """Cancel the registration after asking for confirmation."""
    registration = linked_registration()
    if request.method != "POST":
        texts = cancellation_text(registration, translator())
        if texts is None:
            return redirect(url_for("manage.show", token=token), 303)
        return render_page(
            "manage/cancellation.html", registration, token, form=EmptyForm(), cancellation=texts
        )
    registration_id = registration.id
    try:
        with link_transaction() as session:
            cancel_registration(session, registration_id)
    except ConflictError as error:
        if error.code not in {"already-cancelled", "event-over"}:
            raise
        # Submitted twice, or too late: the manage page shows the current status.
    return redirect(url_for("manage.show", token=token), 303)


@blueprint.post("/registrations/<token>/reregistration")
def register_again(token: str) -> ResponseReturnValue:
    """Register again after a cancellation."""
    registration = linked_registration()
    registration_id, slug = registration.id, registration.event.slug
    try:
        with link_transaction() as session:
            is_same = (
                new_registration.register_again(session, registration_id).id == registration_id
            )
    except (ConflictError, NotAllowedError):
        # Registration closed, or was limited, after the page was rendered; the manage page says so.
        is_same = True
    if not is_same:
        # The address has registered anew with the form; the new registration's link is only e-mailed.
        return redirect(url_for("registration.received", slug=slug), 303)
    return redirect(url_for("manage.show", token=token), 303)


@blueprint.route("/registrations/<token>/erasure", methods=["GET", "POST"])
def erasure(token: str) -> ResponseReturnValue:
    """Erase the registrant's personal data after asking for confirmation."""
    registration = linked_registration()
    if request.method != "POST":
        return render_page(
            "manage/erasure.html",
            registration,
            token,
            form=EmptyForm(),
            is_active=registration.status in ACTIVE,
        )
    registration_id, address = registration.id, registration.address
    event_id = registration.event_id
    with link_transaction() as session:
        erase_participations(session, [event_id], address)
        erase_registrant(session, registration_id)
        if "updates" in request.form:
            erase_subscriber(session, address)
    return redirect(url_for("manage.erased"), 303)


@blueprint.route("/registrations/<token>/links", methods=["GET", "POST"])
def replace_links(token: str) -> ResponseReturnValue:
    """Revoke the links of a registration; the new ones are only e-mailed."""
    registration = linked_registration()
    if request.method != "POST":
        return render_page("manage/replace_links.html", registration, token, form=EmptyForm())
    with link_transaction() as session:
        links.replace_links(session, presented_capability().subject_id)
    return redirect(url_for("manage.links_replaced"), 303)


@blueprint.get("/registrations/links-replaced")
def links_replaced() -> ResponseReturnValue:
    """Confirm the new links without showing them: the sender may not be the registrant."""
    return render_template("manage/links_replaced.html")


@blueprint.get("/registrations/erased")
def erased() -> ResponseReturnValue:
    """Confirm the erasure."""
    return render_template("manage/erased.html")


@blueprint.route("/registrations/<token>/address", methods=["GET", "POST"])
def address(token: str) -> ResponseReturnValue:
    """Verify a new e-mail address, by the link mailed to it."""
    link = presented_capability()
    registration = queries.registration_to_verify(db.session(), link.subject_id, link.holder)
    if request.method != "POST":
        return render_page("manage/address.html", registration, token, form=EmptyForm())
    with link_transaction() as session:
        verification.replace_by_verified_address(session, link.subject_id, link.holder)
    # The owner of the new mailbox is e-mailed the new link too.
    fresh = token_of(Purpose.MANAGE, link.subject_id)
    return redirect(url_for("manage.show", token=fresh, done="address"), 303)


def linked_registration() -> Registration:
    """Return the registration of the presented private link.

    Raises:
        NotFoundError: "no-such-registration".
    """
    return queries.registration_of_link(db.session(), presented_capability().subject_id)


def render_page(template: str, registration: Registration, token: str, **context: Any) -> str:
    """Render a page about a registration."""
    t, event = translator(), registration.event
    attendance = registration.attendance_format(event)
    zone = zone_or_event_zone(registration.timezone, event.timezone)
    return render_template(
        template,
        registration=registration,
        event=event,
        token=token,
        event_time=event_time(event, *zone, t, attendance),
        where=location_text(event, t, attendance),
        attendance=attendance,
        **context,
    )


def _confirmed_change(registration: Registration) -> str:
    """Return which change the page confirms; nothing where it has been undone since."""
    done = request.args.get("done", "")
    needs_place = done in {"accepted", "verified"}
    if done not in _DONE or (needs_place and registration.status is not Status.CONFIRMED):
        return ""
    return done


def _registering_again(registration: Registration) -> dict[str, Any]:
    event = registration.event
    availability = availability_at(
        event.availability_facts, places_held.places_held(db.session(), event.id), clock.now()
    )
    is_open = availability in ACCEPTS_REGISTRATIONS
    is_restricted = (
        is_open
        and registration.status is Status.CANCELLED
        and not may_register_again(db.session(), event, registration)
    )
    return {
        "panel": panel(availability, translator()),
        "is_restricted": is_restricted,
        "can_register_again": is_open and not is_restricted,
    }


def _answers(
    registration: Registration, token: str, refused: QuestionFields | None
) -> dict[str, Any]:
    session, event = db.session(), registration.event
    if not event.has_questions or not may_answer(registration, event, clock.now()):
        return {"can_answer": False, "unanswered": [], "more_questions": None}
    later = QuestionStage.AFTER_APPROVAL
    missing = unanswered(session, registration, questions_to_complete(session, event))
    if refused is None and any(question.stage is later for question in missing):
        refused = stored_fields(registration, token, later)
    return {
        "can_answer": True,
        "unanswered": [question for question in missing if question.stage is not later],
        "more_questions": refused,
    }


def _details(registration: Registration) -> dict[str, Any]:
    t = translator()
    zone = zone_or_event_zone(registration.timezone, registration.event.timezone)
    return {
        "timezone": formatting.zone_name(registration.timezone, t) if registration.timezone else "",
        "language_name": LANGUAGE_NAMES.get(registration.language, registration.language),
        "registered_at": local_time_text(registration.created_at, *zone, t),
    }


def _calendar_event(registration: Registration, t: Translator) -> CalendarEvent:
    """Return the event without its join link, as files get passed on."""
    entry = calendar_event(registration.event, t, site())
    is_online = registration.attendance_format(registration.event) is Format.ONLINE
    return replace(entry, location=t("Online")) if is_online else entry


def _details_page(registration: Registration, token: str, form: RegistrationForm) -> str:
    form.set_choices(registration.event.starts_at)
    return render_page("manage/details.html", registration, token, form=form)


def download(body: bytes, content_type: str, name: str) -> Response:
    """Return a file with personal data, to be saved."""
    response = Response(body, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
