"""Base of all forms: fields of the request body, CSRF errors and translated messages."""

from typing import Any

from babel.support import NullTranslations, Translations
from flask import g, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Form, HiddenField
from wtforms.csrf.core import CSRFTokenField
from wtforms.i18n import messages_path
from wtforms.widgets import Input

from webinars.caching.memoize import PER_LANGUAGE, memoize
from webinars.web.core.forms.attributes import html_attributes
from webinars.web.core.security.endpoint_policies import SAFE_METHODS

# Pages of organisers have up to a hundred controls, and WTForms formats each attribute for itself.
Input.html_params = staticmethod(html_attributes)  # type: ignore[method-assign]


class FormTranslations:
    """WTForms translations in the language of the request."""

    def gettext(self, text: str) -> str:
        """Return the translation of a message."""
        return _catalogue(str(get_locale())).ugettext(text)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the translation of a message with a count."""
        return _catalogue(str(get_locale())).ungettext(singular, plural, count)


@memoize(PER_LANGUAGE)
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(messages_path(), [locale], domain="wtforms")


FORM_TRANSLATIONS = FormTranslations()


class CsrfTokenField(CSRFTokenField):
    """CSRF token that is signed when it is rendered: a form that is accepted needs none."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Take the submitted token."""
        HiddenField.process(self, *args, **kwargs)

    def _value(self) -> str:
        if self.current_token is None:
            self.current_token = self.csrf_impl.generate_csrf_token(self)
        return str(self.current_token)


# Flask-WTF has no public name for its check of the token.
_FlaskCheck: Any = FlaskForm.Meta.csrf_class


class CsrfTokenCheck(_FlaskCheck):  # type: ignore[misc]
    """Flask-WTF's check of the token, with a field that signs it late."""

    field_class = CsrfTokenField


class BaseForm(FlaskForm):
    """Form with a CSRF token, and a message for the user if it is missing or expired."""

    class Meta:
        """Source of the fields, their CSRF token and translations."""

        csrf_class = CsrfTokenCheck

        def wrap_formdata(self, _form: Form, formdata: Any) -> Any:
            """Return the submitted form fields, or those that the caller passes; never JSON.

            Files are parsed by web/components/question_fields.py.
            """
            # Flask-WTF's marker for "not passed" is private; it is neither None nor a mapping.
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return None if request.method in SAFE_METHODS else request.form or None

        def get_translations(self, _form: Form) -> FormTranslations:
            """Return the shared translations."""
            return FORM_TRANSLATIONS

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether all fields and the CSRF token are valid."""
        is_valid = super().validate(extra_validators)
        if not g.get("csrf_failed") or "csrf_token" not in self:
            return is_valid
        self.csrf_token.errors = []
        self.form_errors = [
            _(
                "This form was open for too long, or cookies are off. Nothing was sent: send it again."
            )
        ]
        return False


class EmptyForm(BaseForm):
    """Form with a button only; it submits nothing but the CSRF token."""
