"""Check-in on the day, and attendance corrected afterwards: search by name, present, undo, not present."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webinars.database import db, transaction
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.pagination import MAX_ID
from webinars.registrations.organiser import attendance, check_in
from webinars.registrations.organiser.attendance import AttendanceCorrection
from webinars.registrations.organiser.check_in import ExpectedRegistrant
from webinars.security.text_input import clean_line
from webinars.timezones import formatting
from webinars.web.core.locale import translator
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_check_in", __name__, url_prefix=URL_PREFIX)

_MAX_SEARCH_LENGTH = 100
_ACTIONS: dict[str, Callable[..., None]] = {
    "present": attendance.mark_present,
    "undo": attendance.unmark_present,
    "absent": attendance.mark_absent,
}


@dataclass(frozen=True)
class ExpectedRow:
    """One confirmed registrant.

    present is since when and by whom, or when they joined; empty if they did not attend. record are the
    corrections by hand.
    """

    id: int
    name: str
    about: str
    present: str
    is_checked_in: bool
    record: tuple[str, ...]


@blueprint.get(f"{EVENT_PATH}/check-in", endpoint="list")
def list_expected(event_id: int) -> str:
    """List confirmed registrants by name, and count those who are present."""
    event, t = get_own_event(event_id), translator()
    q, after = _search(), request.args.get("after", "")
    page = check_in.expected_registrants(db.session(), event_id, q, after)
    present, confirmed = check_in.present_and_confirmed(db.session(), event_id)
    changes = attendance.attendance_changes(db.session(), [one.id for one in page.rows])
    return render_template(
        "organiser/registrations/check_in.html",
        event=event,
        rows=[_row(one, changes.get(one.id, ()), event, t) for one in page.rows],
        q=q,
        present=present,
        confirmed=confirmed,
        percent=round(100 * min(present, confirmed) / confirmed, 1) if confirmed else 0,
        here=url_for("organiser_check_in.list", event_id=event_id),
        is_first=not after,
        next_url=page.after
        and url_for("organiser_check_in.list", event_id=event_id, q=q or None, after=page.after),
        done=request.args.get("done", ""),
    )


@blueprint.post(f"{EVENT_PATH}/check-in/<int(max={MAX_ID}):registration_id>")
def mark(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Mark a registrant as present, undo it, or mark one who joined as not present."""
    get_own_event(event_id)
    done = request.form.get("do", "present")
    if done not in _ACTIONS:
        abort(400)
    with transaction() as session:
        _ACTIONS[done](
            session,
            event_id=event_id,
            registration_id=registration_id,
            organiser_id=current_user.organiser.id,
        )
    where = url_for(
        "organiser_check_in.list",
        event_id=event_id,
        q=_search() or None,
        after=request.args.get("after") or None,
        done=done,
        _anchor=f"r{registration_id}",
    )
    return redirect(where, 303)


def _search() -> str:
    return clean_line(request.args.get("q", ""), longest=_MAX_SEARCH_LENGTH)


def _row(
    one: ExpectedRegistrant, changes: Sequence[AttendanceCorrection], event: Event, t: Translator
) -> ExpectedRow:
    present = ""
    if one.checked_in_at is not None:
        present = t(
            "Present, %(when)s, by %(name)s",
            when=formatting.instant_text(one.checked_in_at, event.timezone, t),
            name=one.checked_in_by or "",
        )
    elif one.attended_at is not None:
        joined = formatting.instant_text(one.attended_at, event.timezone, t)
        present = t("Joined online, %(when)s", when=joined)
    about = ", ".join(filter(None, (one.affiliation, one.registration_type)))
    record = tuple(_change_text(change, event, t) for change in changes)
    return ExpectedRow(
        one.id, one.name, about, present, one.checked_in_at is not None, record=record
    )


def _change_text(change: AttendanceCorrection, event: Event, t: Translator) -> str:
    values = {
        "when": formatting.instant_text(change.changed_at, event.timezone, t),
        "name": change.by,
    }
    if change.is_present:
        return t("%(when)s: present, set by %(name)s", **values)
    return t("%(when)s: not present, set by %(name)s", **values)
