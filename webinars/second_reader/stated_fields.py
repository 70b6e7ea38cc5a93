"""Contact, languages, places and registration of the second reader: read by our parser in its quotations."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from webinars.announcement_parser.draft import Draft, Fields
from webinars.announcement_parser.parser import parse_announcement
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.errors import InvalidInputError
from webinars.second_reader.schedules import first_day

# The labels under which our parser reads a field; a quotation may lack its own.
LABELS = {
    "contact": "Contact",
    "languages": "Languages",
    "capacity": "Maximum",
    "registration_url": "Register",
    "opens_at": "Registration opens",
    "closes_at": "Registration closes",
}
_SHORTEST_MOMENT = len("2027-07-01")
# The values of a field in Fields, by their names there.
_NAMES = {"contact": ("contact_name", "contact_email")}

Values = tuple[tuple[str, Any], ...]


def read_field(
    field: str, stated: Sequence[str], quotation: str, draft: Draft, context: ParseContext
) -> Values | None:
    """Return what our parser reads for a field in a quotation, if the stated value says the same.

    Args:
        field: one of LABELS.
        stated: the texts of the value in the answer.
        quotation: a passage of the text.
        draft: the event, whose date and time zone complete those of registration.
        context: the day on which the announcement is parsed.
    """
    parsed = (
        own_values(field, fields) for fields in _parsed_fields(field, quotation, draft, context)
    )
    return next((values for values in parsed if is_stated(field, values, stated)), None)


def is_stated(field: str, values: Values, stated: Sequence[str]) -> bool:
    """Return whether values of Fields are those of the answer; no values never are."""
    has_value = any(value for _, value in values)
    return has_value and _EQUAL[field](dict(values), stated)


def own_values(field: str, fields: Fields) -> Values:
    """Return the values of a field, with their names in Fields."""
    return tuple((name, getattr(fields, name)) for name in _NAMES.get(field, (field,)))


def _parsed_fields(
    field: str, quotation: str, draft: Draft, context: ParseContext
) -> Iterator[Fields]:
    """Yield the fields of an announcement of the draft's date and a quotation, without and with a label."""
    day = first_day(draft.when)
    words = " ".join(quotation.split())
    for line in (words, f"{LABELS[field]}: {words}"):
        try:
            text = f"Event\n\n{_written(day)}, 23:00\n\n{line}"
            drafts = parse_announcement(text, today=context.today, zone=draft.when.timezone)
        except InvalidInputError:
            continue
        yield from (replace(parsed.fields, spans=()) for parsed in drafts[:1])


def _written(day: date) -> str:
    months = "January February March April May June July August September October November December"
    return f"{day.day} {months.split()[day.month - 1]} {day.year:04}"


def _is_same_time(name: str) -> Callable[[dict[str, Any], Sequence[str]], bool]:
    """Return a test of a local time against one of the answer, which may be a date."""

    def test(values: dict[str, Any], stated: Sequence[str]) -> bool:
        text = stated[0].replace(" ", "T")[: len("2027-07-01T18:00")]
        local: datetime = values[name]
        is_prefix = local.isoformat(timespec="minutes").startswith(text)
        return is_prefix and len(text) >= _SHORTEST_MOMENT

    return test


_EQUAL: dict[str, Callable[[dict[str, Any], Sequence[str]], bool]] = {
    "contact": lambda values, stated: values["contact_email"].casefold() == stated[0].casefold(),
    "languages": lambda values, stated: set(values["languages"]) == set(stated),
    "capacity": lambda values, stated: str(values["capacity"]) == stated[0],
    "registration_url": lambda values, stated: values["registration_url"] == stated[0],
    "opens_at": _is_same_time("opens_at"),
    "closes_at": _is_same_time("closes_at"),
}
