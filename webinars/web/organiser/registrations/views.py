"""Registrations of an event: table, resend, cancel."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import RadioField

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.registrations import cancellation, queries
from webinars.registrations.organiser import registrant_list, removal, resend_email
from webinars.registrations.organiser.registrant_list import (
    MOST_FAILED,
    RegistrantFilter,
    StatusCounts,
)
from webinars.registrations.retention import purges_of
from webinars.registrations.status import ACTIVE, HOLDING, CancelReason, Status
from webinars.registrations.unanswered import LaterAnswers
from webinars.timezones import clock, formatting
from webinars.web.components.event_time import cities_of
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.core.locale import translator
from webinars.web.organiser.messages import follow_up
from webinars.web.organiser.places_taken_text import places_of_event
from webinars.web.organiser.registrations import calendar_reply_columns, table_columns
from webinars.web.organiser.registrations.purge_text import purge_texts, purged_registrations
from webinars.web.organiser.registrations.registrant_filter import (
    LATER_ANSWERS,
    TO_REVIEW,
    filter_arguments,
    parse_filter,
    state_value,
    type_choices,
    type_id_value,
)
from webinars.web.organiser.registrations.registrant_rows import STATUS_BADGES, registrant_row
from webinars.web.organiser.registrations.table_columns import Columns
from webinars.web.organiser.routing import EVENT_PATH, REGISTRATION_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_registrations", __name__, url_prefix=URL_PREFIX)

_ENDINGS = {
    "cancel": (cancellation.cancel_on_behalf, CancelReason.BY_ORGANISER),
    "remove": (removal.remove_registration, CancelReason.REMOVED),
}
_DONE_BY_REASON: dict[str, str] = {
    CancelReason.BY_ORGANISER: "taken-back",
    CancelReason.REMOVED: "removed",
}


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

    action = RadioField(
        lazy_gettext("What do you want to do?"),
        [CleanedBy(_clean_ending, required=True)],
        validate_choice=False,
        default="cancel",
    )

    def set_choices(self) -> "CancellationForm":
        """Set the choices; only needed when the form is rendered."""
        t = translator()
        self.action.choices = [
            ("cancel", t("Cancel at their request")),
            ("remove", t("Remove from this event")),
        ]
        return self


@blueprint.get(f"{EVENT_PATH}/registrations", endpoint="list")
def list_registrations(event_id: int) -> str:
    """List registrations, filtered and page by page."""
    return page(event_id, parse_filter())


def page(event_id: int, wanted: RegistrantFilter, *, refused: str = "") -> str:
    """Render the filtered table; refused is the error of an action."""
    event, zone, t = get_own_event(event_id), current_user.organiser.timezone, translator()
    type_filter = type_choices(event, wanted)
    counts = registrant_list.status_counts(db.session(), event_id)
    registrants = registrant_list.registrants(db.session(), event_id, wanted)
    columns = table_columns.requested_columns(event, zone, t)
    later = table_columns.later_answers(registrants.rows, columns)
    known = calendar_reply_columns.replies_of_people(registrants.rows)
    rows = [
        registrant_row(
            event,
            person,
            zone,
            t,
            calendar_reply_columns.reply_lines(
                known.get(person.id), person, event.sequence, zone, t
            ),
            has_left_to_answer=later.get(person.id) is LaterAnswers.LEFT,
        )
        for person in registrants.rows
    ]
    cells = table_columns.table_cells(registrants.rows, columns, t) if columns.keys else []
    chosen: dict[str, Any] = {"event_id": event_id, "column": columns.keys}
    filters = {**chosen, **filter_arguments(wanted)}
    purges = purges_of(db.session(), event_id)
    return render_template(
        "organiser/registrations/list.html",
        event=event,
        counts=counts,
        deleted_by_people=counts.erased - purged_registrations(purges),
        purges=purge_texts(purges, zone, t),
        emails_failed=_failed_text(counts, t),
        places=places_of_event(event.capacity, counts, t),
        rows=rows,
        columns=columns,
        cells=table_columns.cell_texts(cells, zone, t),
        decides=any(row.may_refuse for row in rows),
        may_add=event.state is EventState.PUBLISHED and event.ends_at > clock.now(),
        selects=any(row.may_select for row in rows),
        bulk_actions=[
            ("approve", t("Approve…")),
            ("refuse", t("Decline…")),
            ("cancel", t("Cancel…")),
            ("remove", t("Remove…")),
            ("restore", t("Restore…")),
        ],
        wanted=wanted,
        types=type_filter,
        registration_type=type_id_value(wanted.registration_type_id),
        state=state_value(wanted),
        states=[
            *((status.value, t(badge.label)) for status, badge in STATUS_BADGES.items()),
            (TO_REVIEW, t("Reply to look at")),
            *(_later_states(t) if columns.has_questions_after_approval else ()),
        ],
        reminder_url=_reminder_url(event, columns),
        city=formatting.zone_name(zone, t),
        here=url_for("organiser_registrations.list", **chosen),
        csv_url=url_for("organiser_registrations_csv.download", **filters),
        xlsx_url=url_for("organiser_registrations_xlsx.download", **filters),
        overview_url=url_for("organiser_registrations.list", **{**filters, "column": None}),
        first_url=url_for("organiser_registrations.list", **filters),
        next_url=registrants.after
        and url_for("organiser_registrations.list", after=registrants.after, **filters),
        done=request.args.get("done", ""),
        told=request.args.get("n", 0, type=int),
        left=request.args.get("left", 0, type=int),
        refused=refused,
    )


def _later_states(t: Translator) -> list[tuple[str, str]]:
    labels = {
        LaterAnswers.LEFT: t("Questions after approval not answered"),
        LaterAnswers.COMPLETE: t("Questions after approval answered"),
    }
    return [(value, labels[state]) for value, state in LATER_ANSWERS.items()]


def _reminder_url(event: Event, columns: Columns) -> str:
    """Return the URL of a message to those who have not answered; empty once nothing is asked."""
    is_asked = columns.has_questions_after_approval and event.ends_at > clock.now()
    arguments: dict[str, Any] = {"event_id": event.id, "follow_up": follow_up.QUESTIONS}
    return url_for("organiser_messages.new", **arguments) if is_asked else ""


def _failed_text(counts: StatusCounts, t: Translator) -> str:
    failed = counts.mails_failed
    return (
        t.plural("%(n)s e-mail failed.", "%(n)s e-mails failed.", failed, most=MOST_FAILED)
        if failed
        else ""
    )


@blueprint.post(f"{REGISTRATION_PATH}/messages")
def resend(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Resend the e-mail that describes a registration's status."""
    get_own_event(event_id)
    with transaction() as session:
        resend_email.resend_email(session, event_id=event_id, registration_id=registration_id)
    return back(event_id, "again")


@blueprint.route(f"{REGISTRATION_PATH}/cancellation", methods=["GET", "POST"])
def cancel(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Cancel a registration at the registrant's request or remove the registrant, after confirmation."""
    event, t = get_own_event(event_id), translator()
    person = queries.registration_of_event(db.session(), event_id, registration_id)
    form = CancellationForm()
    if form.validate_on_submit():
        end, reason = _ENDINGS[form.action.data]
        try:
            with transaction() as session:
                end(session, event_id=event_id, registration_id=registration_id)
        except ConflictError:
            # Pressed twice, or the registrant was faster: show the result.
            person = queries.registration_of_event(db.session(), event_id, registration_id)
            return back(event_id, _DONE_BY_REASON.get(person.cancel_reason, ""))
        return back(event_id, _DONE_BY_REASON[reason])
    if person.status not in ACTIVE:
        return back(event_id, "")
    page = render_template(
        "organiser/registrations/cancel_confirm.html",
        event=event,
        when=formatting.schedule_text(event.when, event.span, cities_of(event), t),
        person=person,
        is_in_calendar=person.status is Status.CONFIRMED,
        holds=person.status in HOLDING,
        form=form.set_choices(),
    )
    return page, 422 if form.errors else 200


def back(event_id: int, done: str, **arguments: Any) -> ResponseReturnValue:
    """Redirect to the table with a confirmation."""
    where = url_for(
        "organiser_registrations.list", event_id=event_id, done=done or None, **arguments
    )
    return redirect(where, 303)
