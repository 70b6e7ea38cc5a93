"""The organisers' note about a registrant."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import TextAreaField

from webinars.database import db, transaction
from webinars.registrations import queries
from webinars.registrations.organiser.internal_note import NOTE_LENGTH, clean_note, write_note
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import Clean
from webinars.web.organiser.registrations.views import back
from webinars.web.organiser.routing import REGISTRATION_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_note", __name__, url_prefix=URL_PREFIX)


class NoteForm(BaseForm):
    """A note of several lines."""

    internal_note = TextAreaField(
        lazy_gettext("Note"),
        [Clean(clean_note, required=False)],
        render_kw={"maxlength": NOTE_LENGTH, "rows": 5, "dir": "auto"},
    )


@blueprint.route(f"{REGISTRATION_PATH}/note", methods=["GET", "POST"])
def edit(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Show the note about a registrant, and save it."""
    event = get_own_event(event_id)
    person = queries.registration_of_event(db.session(), event_id, registration_id)
    form = NoteForm(obj=person)
    if form.validate_on_submit():
        with transaction() as session:
            write_note(
                session,
                event_id=event_id,
                registration_id=registration_id,
                text=form.internal_note.data or "",
            )
        return back(event_id, "note")
    page = render_template(
        "organiser/registrations/internal_note.html", event=event, person=person, form=form
    )
    return page, 422 if form.errors else 200
