"""HTTP errors of our own whose pages differ from those of their status."""

from werkzeug.exceptions import BadRequest, Unauthorized


class FormExpiredError(BadRequest):
    """The CSRF token of the form is missing or expired."""


class SignInAgainError(Unauthorized):
    """The request needs a more recent sign-in than that of its session."""
