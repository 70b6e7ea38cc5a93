"""Validators of text fields, shared by forms, and their messages."""

# Fields are validated by the functions that the actions use, so that an action accepts what a form accepts.

from collections.abc import Callable, Mapping

from flask_babel import lazy_gettext
from wtforms import Field, Form
from wtforms.validators import ValidationError

from webinars.errors import InvalidInputError
from webinars.security.text_input import has_control, strip_invisible
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.locale import translator


class CleanedBy:
    """Validator that normalizes the submitted text, or reports an error; required marks the label."""

    def __init__(
        self,
        clean: Callable[[str], str],
        *,
        required: bool,
        messages: Mapping[str, object] | None = None,
    ) -> None:
        self._clean = clean
        self._messages = messages or {}
        self.field_flags = {"required": True} if required else {}

    def __call__(self, _form: Form, field: Field) -> None:
        """Normalize the field's data.

        Raises:
            ValidationError: a translated message; the field keeps the text, without control characters.
        """
        text = str(field.data or "")
        try:
            field.data = self._clean(text)
        except InvalidInputError as error:
            if has_control(text):
                field.data = remove_control_characters(text)
            if error.code == "invisible-character":
                field.data = strip_invisible(text)  # the visible text, for the user to check
            message = self._messages.get(error.code) or error_sentence(error)
            raise ValidationError(message) from error  # type: ignore[arg-type]


def remove_control_characters(text: str) -> str:
    """Return a submitted text without control characters, which a page cannot show."""
    return "".join(sign for sign in text if sign in "\r\n\t" or not has_control(sign))


def clean_language(text: str) -> str:
    """Return the language of e-mails; for an empty text that of the request.

    Raises:
        InvalidInputError: "unknown-language".
    """
    if not text:
        return translator().language
    if text not in site().languages:
        raise InvalidInputError("unknown-language", language=text[:20])
    return text


NAME_MESSAGES = {"required": lazy_gettext("Enter your name.")}
EMAIL_MESSAGES = {
    "required": lazy_gettext("Enter your e-mail address: we send the invitation there."),
    "not-an-address": lazy_gettext("Enter a full e-mail address, such as name@example.org."),
    "too-long": lazy_gettext("This e-mail address is too long."),
}
ZONE_MESSAGES = {"unknown-timezone": lazy_gettext("Choose a time zone from the list.")}
