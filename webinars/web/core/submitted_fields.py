"""What somebody typed into a form that could not be taken: the page that says why hands it back."""

from dataclasses import dataclass, field
from http import HTTPStatus

from flask import g, request

from webinars.files.validation import clean_name
from webinars.web.core import csrf, permissions, rate_limits

# It passes: the same form is taken a little later.
PASSING = frozenset({401, 429, 500, 503})


@dataclass(frozen=True)
class SubmittedFields:
    """The fields of a form by name, in their order, and which fields came with a file of which name."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Tell whether anything came."""
        return bool(self.fields or self.files)

    @property
    def texts(self) -> list[str]:
        """Return what a person wrote, to be read and copied; not the marks that a form keeps for itself."""
        return [value for _, value in self.fields if _is_written(value)]


def handed_back(status: int) -> SubmittedFields:
    """Return what came with the request that is refused, or on which we failed; it asks no database.

    Where sending it again does not help by itself, only a form with something in it to be copied counts.
    Only what the form that we showed to this very browser carried: nobody else fills in what is sent then.
    """
    rule = permissions.of(request.endpoint)
    if rule is None or not rule.shows_form or request.method != "POST" or not _is_ours(status):
        return SubmittedFields()
    fields = [each for each in request.form.items(multi=True) if each[0] != "csrf_token"]
    files = [
        (name, clean_name(each.filename))
        for name, each in request.files.items(multi=True)
        if each.filename
    ]
    typed = SubmittedFields(fields, files)
    return typed if status in PASSING or typed.texts else SubmittedFields()


def _is_ours(status: int) -> bool:
    # Who sends too many forms is refused before theirs is read, and so is everybody when the counters do not
    # answer: it is read here, for this page alone.
    unread = "csrf_valid" not in g
    if unread and status == HTTPStatus.TOO_MANY_REQUESTS and not rate_limits.reads_once_more():
        return False
    return csrf.is_ours()


def _is_written(value: str) -> bool:
    value = value.strip()
    return not value.isascii() or "@" in value or any(each.isspace() for each in value)
