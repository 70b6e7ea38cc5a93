"""Column types of instants and local times."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

_FromDatabase = Callable[[Any], datetime | None]
_ToDatabase = Callable[[Any], str | datetime | None]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; rejects naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store an aware instant as UTC."""
        return None if value is None else _in_utc(value)

    def bind_processor(self, dialect: Dialect) -> _ToDatabase | None:
        """Write SQLite's text in one call, as result_processor() parses it."""
        if dialect.name == "sqlite":
            return _sqlite_instant
        return super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant as aware UTC; SQLite drops the time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> _FromDatabase | None:
        """Parse SQLite's text in one call, because a batch of e-mails reads thousands of instants."""
        if dialect.name == "sqlite":
            return _parse_sqlite_instant
        return super().result_processor(dialect, coltype)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(UTC)


def _sqlite_instant(value: datetime | None) -> str | None:
    if value is None:
        return None
    return _in_utc(value).isoformat(" ", "microseconds").removesuffix("+00:00")


def _parse_sqlite_instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class LocalDateTime(TypeDecorator[datetime]):
    """A naive local time, stored next to a time zone column; rejects aware values."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the local time unchanged."""
        if value is not None and value.tzinfo is not None:
            raise ValueError("a local time has no time zone")
        return value
