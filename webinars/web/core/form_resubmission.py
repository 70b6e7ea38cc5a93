"""Submitted fields of a refused form, which the error page returns to be submitted again."""

from dataclasses import dataclass, field
from http import HTTPStatus

from flask import g, request

from webinars.files.validation import clean_file_name
from webinars.web.core.rate_limits import limiter
from webinars.web.core.security import csrf, endpoint_policies

# The same form may be accepted later.
TEMPORARY_STATUSES = frozenset({401, 429, 500, 503})


@dataclass(frozen=True)
class RefusedForm:
    """Fields and files of a refused form: pairs of field name and value, and of field name and file name."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self.fields or self.files)

    @property
    def texts(self) -> list[str]:
        """Return the values that look like prose or an address: with a space, an @ or a non-ASCII letter."""
        return [value for _, value in self.fields if _is_written(value)]


def form_to_resubmit(status: int) -> RefusedForm:
    """Return the fields of the current request, which was refused or failed; does not use the database.

    Empty if the form does not carry a valid CSRF token: another site must not prefill a form. Empty too if
    submitting it again cannot succeed and no value was written by a person.
    """
    rule = endpoint_policies.policy_of(request.endpoint)
    if (
        rule is None
        or not rule.redisplays_form
        or request.method != "POST"
        or not _has_valid_token(status)
    ):
        return RefusedForm()
    fields = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    files = [
        (name, clean_file_name(file.filename))
        for name, file in request.files.items(multi=True)
        if file.filename
    ]
    submitted = RefusedForm(fields, files)
    return submitted if status in TEMPORARY_STATUSES or submitted.texts else RefusedForm()


def _has_valid_token(status: int) -> bool:
    # A form over the rate limit, or sent while its counters fail, was refused before it was parsed: it is
    # parsed here, for this page only.
    is_unparsed = "csrf_valid" not in g
    if is_unparsed and status == HTTPStatus.INSUFFICIENT_STORAGE:
        return False  # it needs the disk again
    if (
        is_unparsed
        and status == HTTPStatus.TOO_MANY_REQUESTS
        and not limiter.may_parse_rejected_form()
    ):
        return False
    return csrf.has_valid_token()


def _is_written(value: str) -> bool:
    value = value.strip()
    return not value.isascii() or "@" in value or any(character.isspace() for character in value)
