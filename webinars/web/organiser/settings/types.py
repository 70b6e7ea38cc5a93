"""Registration types of an event: add, rename, reorder, remove; all rows are saved at once."""

import re
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, WebinarsError
from webinars.events.enums import Format
from webinars.events.models import Event
from webinars.events.settings.registration_types import RegistrationTypeDetails, types_of
from webinars.registrations.types.type_capacity import places_by_type
from webinars.registrations.types.types_update import update_types
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.locale import translator
from webinars.web.organiser.events.change_confirmation import (
    ConfirmationRequiredError,
    ImpactSummary,
    type_change_impact,
)
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event
from webinars.web.organiser.settings.types_form import (
    TypeRow,
    TypesForm,
    form_for,
    initial_data,
    parse_row,
)

blueprint = Blueprint("organiser_registration_types", __name__, url_prefix=URL_PREFIX)

# The field of a row that shows an error of the action.
PARTS = {
    "registration-type-name-missing": "name",
    "registration-type-name-taken": "name",
    "capacity-too-small": "capacity",
    "registration-type-capacity-below-held": "capacity",
}
DONE = ("saved", "told", "moved", "removed", "again")
_WISH = re.compile(r"(up|down|remove|again)-([1-9]\d{0,8})")


@blueprint.route(f"{EVENT_PATH}/registration-types", methods=["GET", "POST"])
def edit(event_id: int) -> ResponseReturnValue:
    """Edit the registration types; the button of a row saves all rows with its own action.

    A change that notifies people is confirmed first.
    """
    event = get_own_event(event_id)
    stored_types = types_of(db.session(), event_id)
    if request.method != "POST":
        return _page(event, form_for(len(stored_types), {})(data=initial_data(event, stored_types)))
    form = form_for(len(stored_types), request.form)()
    if not form.validate():
        return _page(event, form), 422
    if request.form.get("do") == "look":
        return _page(event, form)
    rows = [row for row in form.rows if row.is_filled]
    rows, again, done = _as_wished(rows)
    wanted = [*map(parse_row, rows), *_offered_again(event_id, again)]
    try:
        notifies = _save(event_id, form, wanted)
    except ConfirmationRequiredError as confirmation:
        return _page(get_own_event(event_id), form, impact=confirmation.impact)
    except (ConflictError, InvalidInputError) as error:
        # The same form submitted twice: it is already saved.
        notifies = request.form.get("do") == "tell"
        if error.code != "event-changed" or not _is_already_saved(event_id, wanted):
            return _refused(get_own_event(event_id), form, rows, error)
    done = "told" if notifies else done
    return redirect(url_for("organiser_registration_types.edit", event_id=event_id, done=done), 303)


def _as_wished(rows: list[TypeRow]) -> tuple[list[TypeRow], int | None, str]:
    """Return the rows after the button's action, a type to offer again, and what was done."""
    button = _WISH.fullmatch(request.form.get("do", ""))
    if button is None:
        return rows, None, "saved"
    what, number = button[1], int(button[2])
    if what == "again":
        return rows, number, "again"
    at = next((n for n, row in enumerate(rows) if row.number == number), None)
    if at is None:
        return rows, None, "saved"
    row = rows.pop(at)
    if what == "remove":
        return rows, None, "removed"
    rows.insert(max(0, at - 1) if what == "up" else at + 1, row)
    return rows, None, "moved"


def _offered_again(event_id: int, type_id: int | None) -> list[RegistrationTypeDetails]:
    types = types_of(db.session(), event_id, removed=True)
    return [
        RegistrationTypeDetails(
            item.name,
            item.attendance_mode,
            item.capacity,
            item.id,
        )
        for item in types
        if item.id == type_id and item.removed_at is not None
    ]


def _save(event_id: int, form: TypesForm, wanted: list[RegistrationTypeDetails]) -> bool:
    """Save the types, and return whether people are notified."""
    with transaction() as session:
        shifts = update_types(
            session,
            event_id,
            types=wanted,
            revision=form.revision.data or 0,
            site=site(),
        )
        if shifts and request.form.get("do") != "tell":
            raise ConfirmationRequiredError(type_change_impact(shifts, translator()))
    return bool(shifts)


def _is_already_saved(event_id: int, wanted: list[RegistrationTypeDetails]) -> bool:
    saved = types_of(db.session(), event_id)
    return [(item.name, item.attendance_mode, item.capacity) for item in saved] == [
        (item.name, item.attendance_mode, item.capacity) for item in wanted
    ]


def _refused(
    event: Event, form: TypesForm, rows: list[TypeRow], error: WebinarsError
) -> ResponseReturnValue:
    """Render the form with the error of the action at its row."""
    if error.code == "event-changed":
        form.revision.data = event.revision
        return _page(event, form, meanwhile=True), HTTPStatus.CONFLICT
    part, at = PARTS.get(error.code), error.facts.get("at", len(rows))
    if part and at < len(rows):
        add_error(getattr(rows[at], part), error_sentence(error))
    elif error.code == "registration-type-name-taken":
        form.form_errors = [
            _("Another type that is offered already has this name: rename it first.")
        ]
    else:
        form.form_errors = [error_sentence(error)]
    return _page(event, form), http_status_of(error)


def _page(
    event: Event, form: TypesForm, *, meanwhile: bool = False, impact: ImpactSummary | None = None
) -> str:
    types = places_by_type(db.session(), event.id)
    done = request.args.get("done", "")
    return render_template(
        "organiser/settings/types.html",
        event=event,
        form=form,
        held={item.id: item for item in types},
        offered=[item for item in types if not item.is_removed],
        removed=[item for item in types if item.is_removed and item.people],
        asks_attendance=event.format is Format.HYBRID
        or any(item.attendance_mode for item in types),
        is_proposed=not types and form.rows[0].is_filled and request.method == "GET",
        meanwhile=meanwhile,
        impact=impact,
        done=done if done in DONE and request.method == "GET" else "",
    )
