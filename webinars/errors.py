"""Errors that callers handle, in four families; each has a kebab-case code and facts."""

# Interfaces map family to status and code to a translated message, in one place each.

from typing import Any, Self


class WebinarsError(Exception):
    """Base of expected errors; interfaces build the message from code and facts."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __copy__(self) -> Self:
        """Return an error of this kind, with this code and these facts."""
        return type(self)(self.code, **self.facts)

    def __str__(self) -> str:
        """Return the code and its facts, for the log and the command line."""
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code} ({facts})" if facts else self.code


class NotFoundError(WebinarsError):
    """The requested object does not exist, or is not visible to the caller."""


class InvalidInputError(WebinarsError):
    """A value is invalid."""


class NotAllowedError(WebinarsError):
    """The caller may not do this."""


class ConflictError(WebinarsError):
    """The current state does not allow the action."""
