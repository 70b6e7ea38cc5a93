"""Form of a message: to whom, and subject and text by language."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, StringField, TextAreaField

from webinars.event_messages.message_editing import MessageDetails, clean_subject, clean_text
from webinars.event_messages.models import EventMessage
from webinars.event_messages.recipients import Audience
from webinars.events.models import Event
from webinars.localized_text import LocalizedText
from webinars.web.core.current_site import site
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.organiser.events.translation_fields import field_name, language_name
from webinars.web.organiser.fields import HiddenNumberField
from webinars.web.organiser.messages.audience_fields import AudienceForm, audience_data

_REQUIRED = {
    "subject": {"required": lazy_gettext("Enter a subject.")},
    "text": {"required": lazy_gettext("Enter the text of the message.")},
}


class MessageForm(AudienceForm):
    """A message; translated_languages are those for which it has further fields."""

    translated_languages: tuple[str, ...] = ()
    revision = HiddenNumberField(default=0)
    subject = StringField(
        lazy_gettext("Subject"),
        [CleanedBy(clean_subject, required=True, messages=_REQUIRED["subject"])],
    )
    text = TextAreaField(
        lazy_gettext("Text"), [CleanedBy(clean_text, required=True, messages=_REQUIRED["text"])]
    )

    is_optional = BooleanField(
        lazy_gettext("People do not need it to take part: add a link to unsubscribe")
    )

    @property
    def translations(self) -> list[tuple[str, str, Any, Any]]:
        """Return tag, name, subject and text of each further language."""
        return [
            (
                tag,
                language_name(tag),
                self[field_name("subject", tag)],
                self[field_name("text", tag)],
            )
            for tag in self.translated_languages
        ]

    @property
    def has_translation_errors(self) -> bool:
        """Tell whether a field of a further language was refused."""
        return any(subject.errors or text.errors for _, _, subject, text in self.translations)


def form_for(event: Event, message: EventMessage | None, **options: Any) -> MessageForm:
    """Return the form of a message, or of a new one, with fields for each language of the installation."""
    fields: dict[str, Any] = {"translated_languages": _languages(message)}
    if message is not None:
        fields["stored"] = Audience.from_stored(message.audience)
    for tag in _languages(message):
        of_language = {"language": language_name(tag)}
        fields[field_name("subject", tag)] = StringField(
            lazy_gettext("Subject (%(language)s)", **of_language),
            [CleanedBy(_optional_subject, required=False)],
        )
        fields[field_name("text", tag)] = TextAreaField(
            lazy_gettext("Text (%(language)s)", **of_language),
            [CleanedBy(_optional_text, required=False)],
        )
    form_class: type[MessageForm] = type("MessageForm", (MessageForm,), fields)
    form = form_class(**options)
    form.offer(event)
    return form


def initial_data(message: EventMessage) -> dict[str, Any]:
    """Return a stored message by the names of its fields."""
    data: dict[str, Any] = {
        "revision": message.revision,
        **audience_data(message.event_id, Audience.from_stored(message.audience)),
        "subject": str(message.subject),
        "text": str(message.text),
        "is_optional": message.is_optional,
    }
    for tag in _languages(message):
        for name in ("subject", "text"):
            data[field_name(name, tag)] = _translations(message, name).get(tag, "")
    return data


def details_of(form: MessageForm, event_id: int) -> MessageDetails:
    """Convert a valid form to the details of a message.

    Raises:
        InvalidInputError: see AudienceForm.audience().
    """
    return MessageDetails(
        subject=_localized(form, "subject"),
        text=_localized(form, "text"),
        audience=form.audience(event_id),
        is_optional=bool(form.is_optional.data),
    )


def _localized(form: MessageForm, name: str) -> str:
    text = str(form[name].data or "")
    others = {tag: form[field_name(name, tag)].data or "" for tag in form.translated_languages}
    return LocalizedText(text, others) if others else text


def _languages(message: EventMessage | None) -> tuple[str, ...]:
    offered = site().languages if len(site().languages) > 1 else ()
    stored = [tag for name in ("subject", "text") for tag in _translations(message, name)]
    return tuple(dict.fromkeys((*offered, *stored)))


def _translations(message: EventMessage | None, name: str) -> dict[str, str]:
    text = getattr(message, name) if message else ""
    return dict(text.translations) if isinstance(text, LocalizedText) else {}


def _optional_subject(text: str) -> str:
    return clean_subject(text, least=0)


def _optional_text(text: str) -> str:
    return clean_text(text, least=0)
