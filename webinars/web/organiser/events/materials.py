"""Form of an event's recording and slides: rows of label, by language, and address."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.event_messages.recipients import Attended
from webinars.events.enums import EventState
from webinars.events.materials import (
    MOST_MATERIALS,
    Material,
    clean_label,
    materials_of,
    set_materials,
)
from webinars.events.models import Event
from webinars.timezones import clock
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.organiser.fields import HiddenNumberField
from webinars.web.organiser.localized_links import (
    LinksForm,
    initial_links,
    languages_of,
    link_fields,
    submitted_links,
)
from webinars.web.organiser.messages.follow_up import ALL
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_materials", __name__, url_prefix=URL_PREFIX)

# Audiences of the message that is offered with the links, by the value in its address.
FOLLOW_UPS = (
    (Attended.YES.value, lazy_gettext("To those who attended")),
    (Attended.NO.value, lazy_gettext("To those who missed it")),
    (ALL, lazy_gettext("To all who were registered")),
)


class MaterialsForm(LinksForm):
    """Rows of a label, its translations and an address, at a revision of the event."""

    revision = HiddenNumberField(default=0)


@blueprint.route(f"{EVENT_PATH}/materials", methods=["GET", "POST"])
def edit(event_id: int) -> ResponseReturnValue:
    """Show and change the links to recording and slides."""
    event = get_own_event(event_id)
    stored = materials_of(db.session(), event_id)
    form_class = _form_class(stored, request.form)
    if request.method != "POST":
        return _page(event, form_class(data=_initial_data(event, stored)), stored)
    form = form_class()
    materials = submitted_links(form) if form.validate() else None
    if materials is None or form.errors:
        return _page(event, form, stored), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with transaction() as session:
            set_materials(
                session, event_id, materials, revision=form.revision.data or 0, site=site()
            )
    except ConflictError as error:
        event = get_own_event(event_id)
        form.form_errors = [
            error_sentence(error),
            _("Save again to replace what they changed here."),
        ]
        form.revision.data = event.revision
        return _page(event, form, stored), HTTPStatus.CONFLICT
    return redirect(url_for("organiser_materials.edit", event_id=event_id, done="saved"), 303)


def _page(event: Event, form: MaterialsForm, stored: Sequence[Material]) -> str:
    return render_template(
        "organiser/events/materials.html",
        event=event,
        form=form,
        is_shown=event.state is EventState.PUBLISHED and event.ends_at <= clock.now(),
        audiences=FOLLOW_UPS,
        can_send=bool(stored) and event.state is EventState.PUBLISHED,
        done=request.args.get("done", ""),
    )


def _initial_data(event: Event, stored: Sequence[Material]) -> dict[str, Any]:
    return {"revision": event.revision, **initial_links(stored)}


def _form_class(stored: Sequence[Material], sent: Mapping[str, str]) -> type[MaterialsForm]:
    """Return a form with a row for each link, stored or sent, and some spare ones."""
    languages = languages_of([label for label, _url in stored])
    fields = link_fields(len(stored), sent, languages, most=MOST_MATERIALS, clean=clean_label)
    return type("MaterialsForm", (MaterialsForm,), fields)
