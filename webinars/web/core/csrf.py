"""Forms act only for the person who was shown them: asked before anything else, of every unsafe method."""

# Two questions. Where does the request come from, by what the browser says (Sec-Fetch-Site, Origin)? And does
# it carry the token of the form that we showed? A foreign request is refused. A missing or old token, which
# happens to people whose cookies were cleared, shows the form again with what was typed: the page runs with
# g.csrf_failed set, its form fails, and the database refuses to commit.

from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from babel.support import NullTranslations, Translations
from flask import Flask, Response, abort, current_app, g, has_request_context, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect, validate_csrf
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, HTTPException
from wtforms import Form, ValidationError
from wtforms.i18n import messages_path

from webinars.caching.memoize import PER_LANGUAGE, memoize
from webinars.web.core import permissions
from webinars.web.core.request_body import SAFE


class FormWords:
    """The words, as WTForms asks for them."""

    def gettext(self, text: str) -> str:
        """Return a sentence in the reader's language."""
        return _catalogue(str(get_locale())).ugettext(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return a sentence about a number in the reader's language."""
        return _catalogue(str(get_locale())).ungettext(one, many, number)


@memoize(PER_LANGUAGE)
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(messages_path(), [locale], domain="wtforms")


protect = CSRFProtect()
FORM_WORDS = FormWords()


class FormExpiredError(BadRequest):
    """The form was shown too long ago, or its cookie did not come back."""


class BaseForm(FlaskForm):
    """A form that carries our token, and says so in a person's words when it is missing or old."""

    class Meta:
        """Where fields come from, and whose words they speak."""

        def wrap_formdata(self, _form: Form, formdata: Any) -> Any:
            """Return the fields that were sent as a form; JSON, which Flask-WTF reads too, is none.

            Fields that the caller passes are returned as they are. Files are read by questions.py.
            """
            # Flask-WTF's mark for "not passed" is private; it is neither None nor a mapping.
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return None if request.method in SAFE else request.form or None

        def get_translations(self, _form: Form) -> FormWords:
            """Return the words that were read before."""
            return FORM_WORDS

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether all fields are right and the token is that of the form we showed."""
        is_right = super().validate(extra_validators)
        if not g.get("csrf_failed"):
            return is_right
        self.csrf_token.errors = []
        self.form_errors = [
            _(
                "This form was open for too long, or cookies are off. Nothing was sent: send it again."
            )
        ]
        return False


def init_app(app: Flask) -> None:
    """Ask both questions first, and answer 400 when the form is shown again."""
    protect.init_app(app)
    app.before_request(_check)
    app.after_request(_answer_400)
    app.context_processor(lambda: {"form_expired": bool(g.get("csrf_failed"))})
    if not event.contains(Session, "before_commit", _refuse_commit):
        event.listen(Session, "before_commit", _refuse_commit)


def _check() -> None:
    g.csrf_failed = g.csrf_valid = False
    if request.method in SAFE:
        return
    rule = permissions.of(request.endpoint)
    if rule is None or rule.who == "one-click":
        return  # nothing there, or RFC 8058, which sends neither cookie nor token
    if is_foreign():
        abort(403)
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError as error:
        if not rule.shows_form:
            raise FormExpiredError from error
        g.csrf_failed = True
    else:
        g.csrf_valid = True


def is_ours() -> bool:
    """Tell whether the request carries the token of a form that we showed to this very browser.

    Also of one that was refused before that was asked: its form is read then.
    """
    if "csrf_valid" not in g:
        # From another site, too large, or cut off: not ours.
        with suppress(HTTPException):
            _check()
    return bool(g.csrf_valid)


def is_foreign() -> bool:
    """Tell whether the browser says that another site sent this request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    ours = {_origin(current_app.config["BASE_URL"])}
    if not current_app.config["PRODUCTION"]:
        ours.add(_origin(request.host_url))
    return _origin(origin) not in ours


def _origin(address: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return ("", "", None)
    return (parts.scheme, parts.hostname or "", port)


def _answer_400(response: Response) -> Response:
    if g.get("csrf_failed") and response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        response.status_code = HTTPStatus.BAD_REQUEST
    return response


def _refuse_commit(_session: Session) -> None:
    # The belt to the braces of each page's form: whatever it does, nothing of it is kept.
    if has_request_context() and g.get("csrf_failed"):
        raise FormExpiredError
