"""Form of an event's recording and slides: rows of label, by language, and address."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import Field, StringField, URLField

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
from webinars.localized_text import LocalizedText
from webinars.security.urls import https_url
from webinars.timezones import clock
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.events.translation_fields import field_name, language_name
from webinars.web.organiser.fields import HiddenNumberField
from webinars.web.organiser.messages.follow_up import ALL
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_materials", __name__, url_prefix=URL_PREFIX)

# Audiences of the message that is offered with the links, by the value in its address.
FOLLOW_UPS = (
    (Attended.YES.value, lazy_gettext("To those who attended")),
    (Attended.NO.value, lazy_gettext("To those who missed it")),
    (ALL, lazy_gettext("To all who were registered")),
)
SPARE_ROWS = 2
_FEWEST_ROWS = 3


class MaterialsForm(BaseForm):
    """Rows of a label, its translations and an address; a row with all fields empty is none."""

    translated_languages: tuple[str, ...] = ()
    row_count = 0
    revision = HiddenNumberField(default=0)

    @property
    def rows(self) -> list[tuple[Field, Field, list[tuple[str, str, Field]]]]:
        """Return the fields of each row: label, address, and tag, name and label of each language."""
        return [
            (
                self[f"label_{number}"],
                self[f"url_{number}"],
                [
                    (tag, language_name(tag), self[field_name(f"label_{number}", tag)])
                    for tag in self.translated_languages
                ],
            )
            for number in range(1, self.row_count + 1)
        ]

    @property
    def has_translation_errors(self) -> bool:
        """Tell whether a label in another language was refused."""
        return any(item.errors for *_, labels in self.rows for _tag, _name, item in labels)


@blueprint.route(f"{EVENT_PATH}/materials", methods=["GET", "POST"])
def edit(event_id: int) -> ResponseReturnValue:
    """Show and change the links to recording and slides."""
    event = get_own_event(event_id)
    stored = materials_of(db.session(), event_id)
    form_class = _form_class(len(stored), _languages(stored), request.form)
    if request.method != "POST":
        return _page(event, form_class(data=_initial_data(event, stored)), stored)
    form = form_class()
    materials = _submitted(form) if form.validate() else None
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


def _submitted(form: MaterialsForm) -> list[Material]:
    """Return the rows that are filled in; errors are added to those that miss a label or an address."""
    materials: list[Material] = []
    for label, url, translations in form.rows:
        others = {tag: str(item.data or "") for tag, _name, item in translations}
        if url.data and not label.data:
            add_error(label, _("Enter a text for this link."))
        elif not url.data and (label.data or any(others.values())):
            add_error(url, _("Enter the address of this link, or remove its text."))
        elif url.data:
            materials.append((LocalizedText(label.data, others), url.data))
    return materials


def _initial_data(event: Event, stored: Sequence[Material]) -> dict[str, Any]:
    data: dict[str, Any] = {"revision": event.revision}
    for number, (label, url) in enumerate(stored, 1):
        data |= {f"label_{number}": str(label), f"url_{number}": url}
        if isinstance(label, LocalizedText):
            for tag, text in label.translations.items():
                data[field_name(f"label_{number}", tag)] = text
    return data


def _languages(stored: Sequence[Material]) -> tuple[str, ...]:
    offered = site().languages if len(site().languages) > 1 else ()
    labels = [label for label, _url in stored if isinstance(label, LocalizedText)]
    return tuple(
        dict.fromkeys((*offered, *(tag for label in labels for tag in label.translations)))
    )


def _form_class(
    stored: int, languages: tuple[str, ...], sent: Mapping[str, str]
) -> type[MaterialsForm]:
    """Return a form with a row for each link, stored or sent, and some spare ones."""
    used = [number for number in range(1, MOST_MATERIALS + 1) if sent.get(f"url_{number}")]
    rows = min(max(max([stored, *used]) + SPARE_ROWS, _FEWEST_ROWS), MOST_MATERIALS)
    fields: dict[str, Any] = {"row_count": rows, "translated_languages": languages}
    for number in range(1, rows + 1):
        fields[f"label_{number}"] = StringField(
            lazy_gettext("Text of link %(number)s", number=number),
            [CleanedBy(clean_label, required=False)],
        )
        fields[f"url_{number}"] = URLField(
            lazy_gettext("Address of link %(number)s", number=number),
            [CleanedBy(_optional_url, required=False)],
        )
        for tag in languages:
            fields[field_name(f"label_{number}", tag)] = StringField(
                lazy_gettext(
                    "Text of link %(number)s (%(language)s)",
                    number=number,
                    language=language_name(tag),
                ),
                [CleanedBy(clean_label, required=False)],
            )
    return type("MaterialsForm", (MaterialsForm,), fields)


def _optional_url(address: str) -> str:
    return https_url(address) if address.strip() else ""
