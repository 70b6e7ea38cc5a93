"""Declared fields as values of JSON, as revisions store them."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from webinars.localized_text import stored_form
from webinars.timezones.schedule import Days, Month, Timed, serialize


def stored_values(declared: Any, *, leaving_out: Collection[str] = ()) -> dict[str, Any]:
    """Return the fields of a dataclass as JSON values; equal ones are equal in all languages."""
    names = (field.name for field in fields(declared) if field.name not in leaving_out)
    return {name: stored_value(getattr(declared, name)) for name in names}


def stored_value(value: Any) -> Any:
    """Return a value of a field as one of JSON."""
    match value:
        case str():
            return stored_form(value)
        case datetime():
            return value.isoformat()
        case Timed() | Days() | Month():
            return [str(part) for part in serialize(value)]
        case set() | frozenset():
            return sorted(value)
        case list() | tuple():
            return [stored_value(one) for one in value]
        case Mapping():
            return {str(name): stored_value(one) for name, one in value.items()}
        case _:
            return value
