"""Approve or refuse requests, one by one or several at once."""

# Refusing asks for confirmation, because the registrants are notified at once.

import re
from collections.abc import Callable, Sequence

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, WebinarsError
from webinars.event_messages.email_notes import add_note
from webinars.events.enums import StandardEmail
from webinars.registrations import queries
from webinars.registrations.models import Registration
from webinars.registrations.organiser import approval, registrant_list
from webinars.registrations.organiser.registrant_list import RegistrantFilter
from webinars.registrations.status import Status
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.organiser.messages.note_form import NoteForm, note_form
from webinars.web.organiser.messages.placeholder_texts import placeholder_texts
from webinars.web.organiser.registrations import bulk_actions
from webinars.web.organiser.registrations.registrant_filter import filter_arguments, parse_type_id
from webinars.web.organiser.registrations.selection import selected_ids
from webinars.web.organiser.registrations.views import back, page
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_approval", __name__, url_prefix=URL_PREFIX)

Decide = Callable[..., Registration]
_ACTIONS: dict[str, tuple[Decide, str]] = {
    "approve": (approval.approve_request, "approved"),
    "refuse": (approval.refuse_request, "refused"),
}
# Value of a button: the decision, and the registration id if it is in a row.
_BUTTON = re.compile(r"(approve|refuse|sure)(?:-([1-9]\d{0,9}))?")


@blueprint.post(f"{EVENT_PATH}/registrations/decisions")
def decide(event_id: int) -> ResponseReturnValue:
    """Approve the selected requests, or refuse them after confirmation."""
    event_id = get_own_event(event_id).id
    if request.form.get("all") and request.form.get("do") in _ACTIONS:
        return bulk_actions.choose(event_id, request.form["do"])
    wanted = RegistrantFilter(
        status=_state(),
        registration_type_id=parse_type_id(request.form.get("registration_type", "")),
    )
    try:
        what, chosen = _parse_decision()
        note = note_form()
        if what == "refuse" or (what == "sure" and not note.validate()):
            return _question(event_id, chosen, note)
        done, left = _decide(event_id, "refuse" if what == "sure" else what, chosen, note.text)
    except (ConflictError, InvalidInputError) as error:
        return page(event_id, wanted, refused=error_sentence(error)), http_status_of(error)
    return back(
        event_id,
        _ACTIONS["refuse" if what == "sure" else what][1],
        **(filter_arguments(wanted) if left or _has_rows(event_id, wanted) else {}),
        n=done,
        left=left or None,
    )


def _parse_decision() -> tuple[str, list[int]]:
    """Return the decision and the selected registration ids.

    Raises:
        InvalidInputError: "not-a-choice", "nothing-selected".
    """
    button = _BUTTON.fullmatch(request.form.get("do", ""))
    if button is None:
        raise InvalidInputError("not-a-choice")
    return button[1], selected_ids([button[2]] if button[2] else None)


def _decide(event_id: int, what: str, chosen: Sequence[int], note: str) -> tuple[int, int]:
    """Apply the decision; return how many succeeded, and how many had changed in the meantime.

    note: what the e-mail to those who are refused says beside it.

    Raises:
        ConflictError: as of the action, if none succeeded.
    """
    decide, refusals = _ACTIONS[what][0], list[WebinarsError]()
    with transaction() as session:
        for number in chosen:
            try:
                _decide_one(session, decide, event_id, number)
                if what == "refuse":
                    add_note(session, event_id, StandardEmail.REFUSAL, note, registration_id=number)
            except ConflictError as error:
                refusals.append(error)
        if len(refusals) == len(chosen):
            raise refusals[0]
    return len(chosen) - len(refusals), len(refusals)


def _decide_one(session: Session, decide: Decide, event_id: int, number: int) -> None:
    decide(session, event_id=event_id, registration_id=number)
    # The next decision counts the places that this one takes.
    session.flush()


def _question(event_id: int, chosen: Sequence[int], note: NoteForm) -> ResponseReturnValue:
    session = db.session()
    page = render_template(
        "organiser/registrations/refuse_confirm.html",
        event=get_own_event(event_id),
        people=[queries.registration_of_event(session, event_id, number) for number in chosen],
        send_to=url_for("organiser_approval.decide", event_id=event_id),
        state=request.form.get("state", ""),
        registration_type=request.form.get("registration_type", ""),
        form=note,
        placeholders=placeholder_texts(),
    )
    return page, 422 if note.errors else 200


def _state() -> Status | None:
    value = request.form.get("state", "")
    return Status(value) if value in set(Status) else None


def _has_rows(event_id: int, wanted: RegistrantFilter) -> bool:
    return bool(registrant_list.registrants(db.session(), event_id, wanted, limit=1).rows)
