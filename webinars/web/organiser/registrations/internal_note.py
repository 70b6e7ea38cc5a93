"""The organisers' note about a registrant."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import HiddenField, TextAreaField

from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.models import Event
from webinars.registrations import queries
from webinars.registrations.models import Registration
from webinars.registrations.organiser.internal_note import (
    NOTE_LENGTH,
    clean_note,
    note_fingerprint,
    write_note,
)
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.organiser.events.conflicts import Difference, field_differences
from webinars.web.organiser.registrations.views import back
from webinars.web.organiser.routing import REGISTRATION_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_note", __name__, url_prefix=URL_PREFIX)


class NoteForm(BaseForm):
    """A note of several lines."""

    internal_note = TextAreaField(
        lazy_gettext("Note"),
        [CleanedBy(clean_note, required=False)],
        render_kw={"maxlength": NOTE_LENGTH, "rows": 5, "dir": "auto"},
    )
    seen = HiddenField()


@blueprint.route(f"{REGISTRATION_PATH}/note", methods=["GET", "POST"])
def edit(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Show the note about a registrant, and save it."""
    event = get_own_event(event_id)
    person = queries.registration_of_event(db.session(), event_id, registration_id)
    form = NoteForm(obj=person, seen=note_fingerprint(person.internal_note))
    if not form.validate_on_submit():
        return _page(event, person, form), 422 if form.errors else 200
    try:
        with transaction() as session:
            write_note(
                session,
                event_id=event_id,
                registration_id=registration_id,
                text=form.internal_note.data or "",
                seen=form.seen.data or "",
            )
    except ConflictError:
        return _conflict(event_id, registration_id, form), HTTPStatus.CONFLICT
    return back(event_id, "note")


def _conflict(event_id: int, registration_id: int, form: NoteForm) -> str:
    """Render both notes; submitting again overwrites the saved one."""
    person = queries.registration_of_event(db.session(), event_id, registration_id)
    theirs = {"internal_note": person.internal_note}
    form.seen.data = note_fingerprint(person.internal_note)
    differences = field_differences(form, theirs)
    return _page(get_own_event(event_id), person, form, differences)


def _page(
    event: Event,
    person: Registration,
    form: NoteForm,
    differences: Sequence[Difference] = (),
) -> str:
    return render_template(
        "organiser/registrations/internal_note.html",
        event=event,
        person=person,
        form=form,
        field_differences=differences,
    )
