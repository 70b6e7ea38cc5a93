"""Registrations of an event: table, CSV, resend, cancel."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import RadioField

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.models import Event
from webinars.events.registration_types import types_of
from webinars.i18n import Translator
from webinars.registrations import attendee_list, organiser_actions
from webinars.registrations.actions import BY_ORGANISER, REMOVED
from webinars.registrations.attendee_list import AttendeeFilter
from webinars.registrations.models import ACTIVE, HOLDING, Status
from webinars.registrations.types import has_untyped
from webinars.security import csv
from webinars.security.text import clean_line
from webinars.timezones import formatting, zones
from webinars.web.components.event_time import cities_of
from webinars.web.core.csrf import BaseForm
from webinars.web.core.forms import Clean
from webinars.web.core.locale import NAMES, translator
from webinars.web.organiser.registrations import answer_columns, calendar_replies, email_status
from webinars.web.organiser.registrations.rows import STATUS_BADGES, row, word
from webinars.web.organiser.registrations.seats import places
from webinars.web.organiser.routing import EVENT_PATH, MAX_ID, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_registrations", __name__, url_prefix=URL_PREFIX)

_ONE = f"{EVENT_PATH}/registrations/<int(max={MAX_ID}):registration_id>"
_LONGEST_SEARCH = 100
NO_TYPE = "none"
_ENDINGS = {
    "cancel": (organiser_actions.cancel_for, BY_ORGANISER),
    "remove": (organiser_actions.remove, REMOVED),
}
_DONE_BY_REASON = {BY_ORGANISER: "taken-back", REMOVED: "removed"}


def _clean_ending(text: str) -> str:
    """Validate the chosen way to end a registration.

    Raises:
        InvalidInputError: "not-a-choice".
    """
    if text not in _ENDINGS:
        raise InvalidInputError("not-a-choice")
    return text


class CancellationForm(BaseForm):
    """Whether to cancel at the registrant's request, or to remove the registrant."""

    how = RadioField(
        lazy_gettext("What do you want to do?"),
        [Clean(_clean_ending, needed=True)],
        validate_choice=False,
        default="cancel",
    )

    def set_choices(self) -> "CancellationForm":
        """Set the choices; only needed when the form is rendered."""
        t = translator()
        self.how.choices = [
            ("cancel", t("Cancel at their request")),
            ("remove", t("Remove from this event")),
        ]
        return self


@blueprint.get(f"{EVENT_PATH}/registrations", endpoint="list")
def list_registrations(event_id: int) -> str:
    """List registrations, filtered and page by page."""
    return page(event_id, _wanted())


def page(event_id: int, wanted: AttendeeFilter, *, refused: str = "") -> str:
    """Render the filtered table; refused is the error of an action."""
    event, zone, t = get_own_event(event_id), current_user.organiser.zone, translator()
    kinds = _type_choices(event, wanted)
    counts = attendee_list.counts(db.session(), event_id)
    attendees = attendee_list.attendees(db.session(), event_id, wanted)
    known = calendar_replies.of_people(attendees.rows)
    rows = [
        row(
            event,
            person,
            zone,
            t,
            calendar_replies.calendar(known.get(person.id), person, event.sequence, zone, t),
        )
        for person in attendees.rows
    ]
    filters: dict[str, Any] = {
        "q": wanted.q or None,
        "state": wanted.status and wanted.status.value,
        "kind": type_id_value(wanted.registration_type_id) or None,
    }
    here = url_for("organiser_registrations.list", event_id=event_id)
    return render_template(
        "organiser/registrations/list.html",
        event=event,
        counts=counts,
        places=places(event.capacity, counts.held, t),
        rows=rows,
        decides=any(row.may_refuse for row in rows),
        wanted=wanted,
        kinds=kinds,
        kind=type_id_value(wanted.registration_type_id),
        states=[(status.value, t(badge.word)) for status, badge in STATUS_BADGES.items()],
        city=formatting.zone_name(zone, t),
        here=here,
        csv_url=url_for("organiser_registrations.download_csv", event_id=event_id, **filters),
        first_url=url_for("organiser_registrations.list", event_id=event_id, **filters),
        next_url=attendees.after
        and url_for(
            "organiser_registrations.list", event_id=event_id, after=attendees.after, **filters
        ),
        done=request.args.get("done", ""),
        told=request.args.get("n", 0, type=int),
        left=request.args.get("left", 0, type=int),
        refused=refused,
    )


@blueprint.get(f"{EVENT_PATH}/registrations.csv")
def download_csv(event_id: int) -> Response:
    """Stream the filtered registrations as CSV."""
    event, t, wanted = get_own_event(event_id), translator(), _wanted()
    _type_choices(event, wanted)
    rows = _table(event, wanted, current_user.organiser.zone, t)
    answer = Response(stream_with_context(csv.lines(rows)), mimetype=csv.MIMETYPE)
    name = f"{event.slug}-registrations.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.post(f"{_ONE}/messages")
def resend(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Resend the e-mail that describes a registration's status."""
    get_own_event(event_id)
    with transaction() as session:
        organiser_actions.resend_email(session, event_id=event_id, registration_id=registration_id)
    return back(event_id, "again")


@blueprint.route(f"{_ONE}/cancellation", methods=["GET", "POST"])
def cancel(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Cancel a registration at the registrant's request or remove the registrant, after confirmation."""
    event, t = get_own_event(event_id), translator()
    person = attendee_list.registration_of_event(db.session(), event_id, registration_id)
    form = CancellationForm()
    if form.validate_on_submit():
        end, why = _ENDINGS[form.how.data]
        try:
            with transaction() as session:
                end(session, event_id=event_id, registration_id=registration_id)
        except ConflictError:
            # Pressed twice, or the registrant was faster: show the result.
            person = attendee_list.registration_of_event(db.session(), event_id, registration_id)
            return back(event_id, _DONE_BY_REASON.get(person.cancel_reason, ""))
        return back(event_id, _DONE_BY_REASON[why])
    if person.status not in ACTIVE:
        return back(event_id, "")
    page = render_template(
        "organiser/registrations/cancel_confirm.html",
        event=event,
        when=formatting.schedule_text(event.when, event.span, cities_of(event), t),
        person=person,
        is_waiting=person.status is Status.WAITING,
        holds=person.status in HOLDING,
        form=form.set_choices(),
    )
    return page, 422 if form.errors else 200


def _wanted() -> AttendeeFilter:
    state = request.args.get("state", "")
    if state and state not in set(Status):
        abort(404)
    q = clean_line(request.args.get("q", ""), longest=_LONGEST_SEARCH)
    registration_type_id = parse_type_id(request.args.get("kind", ""))
    return AttendeeFilter(
        q, Status(state) if state else None, registration_type_id, request.args.get("after", "")
    )


def parse_type_id(text: str) -> int | None:
    """Parse a registration type id from a URL or form: 0 for "none", None if empty."""
    if text == NO_TYPE:
        return 0
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(MAX_ID))
    if text and not (is_number and int(text)):
        abort(404)
    return int(text) if text else None


def type_id_value(registration_type_id: int | None) -> str:
    """Return the URL value of a registration type id; empty for all types."""
    return "" if registration_type_id is None else str(registration_type_id or NO_TYPE)


def _type_choices(event: Event, wanted: AttendeeFilter) -> list[tuple[str, str]]:
    """Return the types to filter by, removed ones included; 404 if the requested one is missing."""
    choices: list[tuple[str, str]] = []
    if event.has_registration_types or wanted.registration_type_id is not None:
        types = types_of(db.session(), event.id, removed=True)
        choices = [
            (str(registration_type.id), registration_type.name) for registration_type in types
        ]
        if choices and (wanted.registration_type_id == 0 or has_untyped(db.session(), event.id)):
            choices.append((NO_TYPE, translator()("Without a kind")))
    if wanted.registration_type_id is not None and type_id_value(
        wanted.registration_type_id
    ) not in dict(choices):
        abort(404)
    return choices


def _table(
    event: Event, wanted: AttendeeFilter, zone: str, t: Translator
) -> Iterator[Sequence[str]]:
    # Read before the transaction that loaded the row ends.
    event_id, has_registration_types = event.id, event.has_registration_types
    city, asked = formatting.zone_name(zone, t), answer_columns.asked(event_id)
    yield (
        t("Name"),
        t("E-mail"),
        t("Organisation"),
        t("Status"),
        *([t("Registration type")] if has_registration_types else []),
        t("Registered (time in %(city)s)", city=city),
        t("Status since (time in %(city)s)", city=city),
        t("Joined (time in %(city)s)", city=city),
        t("Last e-mail"),
        *calendar_replies.headings(city, t),
        t("Time zone"),
        t("Language"),
        *(item.label for item in asked),
    )
    people = attendee_list.all_attendees(db.session(), event_id, wanted)
    answered = answer_columns.with_answers(people, asked, t)
    for person, answers, reply_cells in calendar_replies.with_cells(answered, zone, t):
        instants = (person.created_at, person.status_at, person.attended_at)
        local = [zones.to_local(item, zone) if item else None for item in instants]
        yield (
            person.name,
            person.email,
            person.affiliation,
            word(person.status, person.cancel_reason, t),
            *([person.kind or ""] if has_registration_types else []),
            # A format that spreadsheets parse in every language.
            *(f"{item:%Y-%m-%d %H:%M}" if item else "" for item in local),
            email_status.state_badge(person.mail_state, person.mail_reason, t).word,
            *reply_cells,
            person.zone,
            NAMES.get(person.language, person.language),
            *answers,
        )


def back(event_id: int, done: str, **arguments: Any) -> ResponseReturnValue:
    """Redirect to the table with a confirmation."""
    where = url_for(
        "organiser_registrations.list", event_id=event_id, done=done or None, **arguments
    )
    return redirect(where, 303)
