"""Filter of the registrations table and its CSV: search, status and registration type."""

from collections.abc import Mapping

from flask import abort, request

from webinars.database import db
from webinars.events.models import Event
from webinars.events.settings.registration_types import types_of
from webinars.pagination import MAX_ID
from webinars.registrations.organiser.registrant_list import RegistrantFilter
from webinars.registrations.status import Status
from webinars.registrations.types.type_capacity import has_untyped
from webinars.registrations.unanswered import LaterAnswers
from webinars.replies.replies_to_review import registrations_to_review
from webinars.security.text_input import clean_line
from webinars.timezones import clock
from webinars.web.core.locale import translator

NO_TYPE = "none"
# Value of the choice of status: those with a reply that an organiser has to look at.
TO_REVIEW = "reply"
# Values of the same choice: by what is left of the questions after approval.
LATER_ANSWERS = {"not-answered": LaterAnswers.LEFT, "answered": LaterAnswers.COMPLETE}
_LATER_VALUES = {state: value for value, state in LATER_ANSWERS.items()}
_MAX_SEARCH_LENGTH = 100


def parse_filter(values: Mapping[str, str] | None = None) -> RegistrantFilter:
    """Parse the filter of the table of the event in the path, by default from the query.

    404 if a value is unknown.
    """
    values = request.args if values is None else values
    state = values.get("state", "")
    ids = _with_reply_to_review() if state == TO_REVIEW else None
    later_answers = LATER_ANSWERS.get(state)
    is_status = bool(state) and ids is None and later_answers is None
    if is_status and state not in set(Status):
        abort(404)
    q = clean_line(values.get("q", ""), longest=_MAX_SEARCH_LENGTH)
    # Addresses of earlier versions call it kind.
    registration_type_id = parse_type_id(values.get("registration_type") or values.get("kind", ""))
    status = Status(state) if is_status else None
    after = values.get("after", "")
    return RegistrantFilter(q, status, registration_type_id, after, ids, later_answers)


def _with_reply_to_review() -> list[int]:
    event_id = int((request.view_args or {})["event_id"])
    return registrations_to_review(db.session(), [event_id], clock.now()).get(event_id, [])


def parse_type_id(text: str) -> int | None:
    """Parse a registration type id from a URL or form: 0 for "none", None if empty."""
    if text == NO_TYPE:
        return 0
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(MAX_ID))
    if text and not (is_number and int(text)):
        abort(404)
    return int(text) if text else None


def filter_arguments(wanted: RegistrantFilter) -> dict[str, str | None]:
    """Return a filter as the query of its address, None for parts that do not filter."""
    return {
        "q": wanted.q or None,
        "state": state_value(wanted) or None,
        "registration_type": type_id_value(wanted.registration_type_id) or None,
    }


def state_value(wanted: RegistrantFilter) -> str:
    """Return the URL value of the chosen status; empty for all."""
    if wanted.ids is not None:
        return TO_REVIEW
    if wanted.later_answers is not None:
        return _LATER_VALUES[wanted.later_answers]
    return wanted.status.value if wanted.status else ""


def type_id_value(registration_type_id: int | None) -> str:
    """Return the URL value of a registration type id; empty for all types."""
    return "" if registration_type_id is None else str(registration_type_id or NO_TYPE)


def type_choices(event: Event, wanted: RegistrantFilter) -> list[tuple[str, str]]:
    """Return the types to filter by, removed ones included; 404 if the requested one is missing."""
    choices: list[tuple[str, str]] = []
    if event.has_registration_types or wanted.registration_type_id is not None:
        types = types_of(db.session(), event.id, removed=True)
        choices = [
            (str(registration_type.id), registration_type.name) for registration_type in types
        ]
        if choices and (wanted.registration_type_id == 0 or has_untyped(db.session(), event.id)):
            choices.append((NO_TYPE, translator()("Without a type")))
    if wanted.registration_type_id is not None and type_id_value(
        wanted.registration_type_id
    ) not in dict(choices):
        abort(404)
    return choices
