"""Column types of texts by language."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, Dialect, Text
from sqlalchemy.types import TypeDecorator

from webinars.localized_text import SEPARATOR, comparable, from_stored, stored_form

_Processor = Callable[[Any], Any]


class LocalizedString(TypeDecorator[str]):
    """A text, a LocalizedText if it has translations; compared in SQL by all its languages."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Store the text with its translations."""
        return None if value is None else stored_form(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text with its translations."""
        return None if value is None else from_stored(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor:
        """Parse a value in one call, because lists read many."""
        return _parse

    def compare_values(self, x: Any, y: Any) -> bool:
        """Return whether two values are the same in all languages, so that new translations are written."""
        return bool(comparable(x) == comparable(y))


class LocalizedStrings(TypeDecorator[list[str]]):
    """A JSON list of texts, each as LocalizedString stores it."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> list[str] | None:
        """Store the texts with their translations."""
        return None if value is None else [stored_form(text) for text in value]

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> list[str] | None:
        """Return the texts with their translations."""
        return None if value is None else [from_stored(text) for text in value]

    def compare_values(self, x: Any, y: Any) -> bool:
        """Return whether two lists are the same in all languages."""
        return bool(comparable(x) == comparable(y))


def _parse(value: str | None) -> str | None:
    # As from_stored(), without a further call for a text without translations.
    return from_stored(value) if value and value[0] == SEPARATOR else value
