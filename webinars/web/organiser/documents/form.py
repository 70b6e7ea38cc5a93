"""Form of a document: what it is, where it belongs, who may read it, and its embargo."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, Field, SelectField, StringField

from webinars.documents.details import DocumentDetails, clean_title
from webinars.documents.enums import DocumentAccess, DocumentType, Stage
from webinars.documents.symbols import clean_symbol
from webinars.errors import InvalidInputError
from webinars.events.models import RegistrationType
from webinars.localized_text import LocalizedText
from webinars.timezones.local_times import to_instant, to_local
from webinars.web.components.document_text import ACCESS, STAGES, TYPES
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.timezone_choices import ZoneSelect, zone_choices
from webinars.web.core.forms.validators import ZONE_MESSAGES, CleanedBy
from webinars.web.core.locale import translator
from webinars.web.organiser.documents.owner import Owner
from webinars.web.organiser.events.form import add_error, clean_zone
from webinars.web.organiser.events.translation_fields import clean_tag, field_name, language_name
from webinars.web.organiser.fields import (
    ChoiceField,
    ChoiceRadioField,
    ClockTimeField,
    DateField,
    HiddenNumberField,
    NumberSelectField,
)
from webinars.web.organiser.localized_links import languages_of

TITLE_LABEL = lazy_gettext("Title")
# The field that shows an error of the action; other errors belong to the whole form.
FIELDS = {
    "symbol-character": "symbol",
    "symbol-path": "symbol",
    "symbol-reserved": "symbol",
    "symbol-taken": "symbol",
    "no-such-registration-type": "registration_type",
    "registrants-without-event": "access",
    "embargo-without-zone": "embargo_zone",
    "embargo-is-past": "embargo_on",
    "embargo-on-public": "embargo_on",
    "text-language-missing": "text_language",
    "translated-into-itself": "text_language",
    "unknown-language": "text_language",
}


def _title(text: str) -> str:
    return clean_title(text, least=1)


class DocumentForm(BaseForm):
    """What is stated of a document, with its title in further languages."""

    translated_languages: tuple[str, ...] = ()

    revision = HiddenNumberField(default=0)
    symbol = StringField(lazy_gettext("Symbol"), [CleanedBy(clean_symbol, required=False)])
    title = StringField(
        TITLE_LABEL,
        [CleanedBy(_title, required=True, messages={"required": lazy_gettext("Enter a title.")})],
    )
    text_language = SelectField(
        lazy_gettext("Language of the title"),
        [CleanedBy(clean_tag, required=False)],
        validate_choice=False,
        default="",
    )
    document_type: ChoiceField[DocumentType] = ChoiceField(
        lazy_gettext("Type"), TYPES, required=True, default=DocumentType.REPORT
    )
    stage: ChoiceRadioField[Stage] = ChoiceRadioField(
        lazy_gettext("Stage"), STAGES, required=True, default=Stage.BEFORE
    )
    is_on_body = BooleanField(lazy_gettext("Also on the page of the body or series"), default=True)
    access: ChoiceRadioField[DocumentAccess] = ChoiceRadioField(
        lazy_gettext("Who may read it"), ACCESS, required=True, default=DocumentAccess.EVERYONE
    )
    registration_type = NumberSelectField(lazy_gettext("Registration type"), default=0)
    embargo_on = DateField(lazy_gettext("Embargo until"))
    embargo_time = ClockTimeField(lazy_gettext("Time"))
    embargo_zone = SelectField(
        lazy_gettext("Time zone"),
        [CleanedBy(clean_zone, required=False, messages=ZONE_MESSAGES)],
        validate_choice=False,
        widget=ZoneSelect(),
    )
    is_title_embargoed = BooleanField(lazy_gettext("Hide title and symbol until then, too"))

    @property
    def translations(self) -> list[tuple[str, Field]]:
        """Return tag and field of the title in each further language."""
        return [(tag, self[field_name("title", tag)]) for tag in self.translated_languages]


class RevisionForm(BaseForm):
    """A button, and the revision of the document or version that its page showed."""

    revision = HiddenNumberField(default=0)


def form_for(title: str) -> type[DocumentForm]:
    """Return the form class of a document with a title, or of a new one."""
    languages = languages_of([title])
    fields: dict[str, Any] = {"translated_languages": languages}
    for tag in languages:
        label = lazy_gettext(
            "%(text)s (%(language)s)", text=TITLE_LABEL, language=language_name(tag)
        )
        fields[field_name("title", tag)] = StringField(
            label, [CleanedBy(clean_title, required=False)]
        )
    return type("DocumentForm", (DocumentForm,), fields)


def set_choices(form: DocumentForm, owner: Owner, types: list[RegistrationType]) -> DocumentForm:
    """Set the choices of lists; only needed when the form is rendered."""
    t = translator()
    stated = (str(form.text_language.data),) if form.text_language.data else ()
    tags = dict.fromkeys((*form.translated_languages, *stated))
    form.text_language.choices = [
        ("", _("Not stated"), {}),
        *((tag, language_name(tag), {"lang": tag}) for tag in tags),
    ]
    form.registration_type.choices = [
        (0, _("All types")),
        *((one.id, t.text(one.name)) for one in types),
    ]
    form.embargo_zone.choices = zone_choices(str(form.embargo_zone.data or ""), None)
    form.access.choices = [
        (access.value, label)
        for access, label in ACCESS.items()
        if owner.event is not None or access is not DocumentAccess.REGISTRANTS
    ]
    return form


def initial_data(details: DocumentDetails | None, revision: int, zone: str) -> dict[str, Any]:
    """Return a document by the names of the form's fields; zone is that of a new embargo."""
    if details is None:
        return {"embargo_zone": zone}
    until, own_zone = details.embargo_until, details.embargo_timezone or zone
    local = to_local(until, own_zone) if until else None
    data: dict[str, Any] = {
        "revision": revision,
        "symbol": details.symbol,
        "title": str(details.title),
        "text_language": details.text_language,
        "document_type": details.document_type,
        "stage": details.stage,
        "is_on_body": details.series_id is not None,
        "access": details.access,
        "registration_type": details.registration_type_id or 0,
        "embargo_on": local.date() if local else None,
        "embargo_time": local.time() if local else None,
        "embargo_zone": own_zone,
        "is_title_embargoed": details.is_title_embargoed,
    }
    if isinstance(details.title, LocalizedText):
        data |= {field_name("title", tag): text for tag, text in details.title.translations.items()}
    return data


def details_of_form(
    form: DocumentForm, owner: Owner, former: DocumentDetails | None
) -> DocumentDetails | None:
    """Convert a validated form; None with errors at its fields."""
    until = _embargo(form)
    if form.errors or form.document_type.data is None or form.stage.data is None:
        return None
    series = owner.series if owner.event is None or form.is_on_body.data else None
    series_id = series.id if series else None
    if series_id is not None and former is not None and former.series_id is not None:
        series_id = former.series_id  # also if the event is in another one by now
    return DocumentDetails(
        title=_localized_title(form),
        document_type=form.document_type.data,
        stage=form.stage.data,
        event_id=owner.event.id if owner.event else None,
        series_id=series_id,
        symbol=form.symbol.data or "",
        text_language=form.text_language.data or "",
        access=form.access.data or DocumentAccess.EVERYONE,
        # Without types the form has no field of them.
        registration_type_id=form.registration_type.data or None,
        embargo_until=until,
        embargo_timezone=form.embargo_zone.data if until else "",
        is_title_embargoed=bool(form.is_title_embargoed.data),
    )


def show_error(form: DocumentForm, error: InvalidInputError) -> None:
    """Show the sentence of an error at its field, or at the top of the form."""
    if name := FIELDS.get(error.code):
        add_error(form[name], error_sentence(error))
    else:
        form.form_errors = [error_sentence(error)]


def _embargo(form: DocumentForm) -> datetime | None:
    """Return the instant of the embargo; None without one, and with an error at a field."""
    day, clock_time = form.embargo_on, form.embargo_time
    if day.is_blank and clock_time.is_blank:
        return None
    if day.data is None and not day.errors:
        add_error(day, _("Choose a date too."))
    if clock_time.data is None and not clock_time.errors:
        add_error(clock_time, _("Enter a time too, such as 09:00."))
    if not form.embargo_zone.data and not form.embargo_zone.errors:
        add_error(form.embargo_zone, _("Choose the time zone of the embargo."))
    if day.data is None or clock_time.data is None or form.embargo_zone.errors:
        return None
    try:
        return to_instant(datetime.combine(day.data, clock_time.data), form.embargo_zone.data)
    except InvalidInputError as error:
        add_error(clock_time if "neighbours" in error.facts else day, error_sentence(error))
        return None


def _localized_title(form: DocumentForm) -> str:
    text = str(form.title.data or "")
    others = {tag: str(field.data or "") for tag, field in form.translations}
    return LocalizedText(text, others) if any(others.values()) else text
