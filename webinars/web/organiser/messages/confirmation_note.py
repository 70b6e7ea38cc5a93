"""The page of the paragraph that an organiser adds to the confirmations of an event."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.database import db, transaction
from webinars.event_messages.email_notes import confirmation_note, set_confirmation_note
from webinars.web.organiser.messages.note_form import note_form
from webinars.web.organiser.messages.placeholder_texts import placeholder_texts
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_confirmation_note", __name__, url_prefix=URL_PREFIX)


@blueprint.route(f"{EVENT_PATH}/messages/confirmation", methods=["GET", "POST"])
def edit(event_id: int) -> ResponseReturnValue:
    """Write, change or remove the paragraph."""
    event = get_own_event(event_id)
    form = note_form(confirmation_note(db.session(), event_id))
    if request.method == "POST" and form.validate():
        with transaction() as session:
            set_confirmation_note(session, event_id, form.text)
        return redirect(url_for("organiser_messages.list", event_id=event_id, done="noted"), 303)
    page = render_template(
        "organiser/messages/confirmation.html",
        event=event,
        form=form,
        placeholders=placeholder_texts(),
    )
    return page, 422 if form.errors else 200
