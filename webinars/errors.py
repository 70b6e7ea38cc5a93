"""Refusals that a caller can act on: four families, each raised with a code and its facts.

Doors turn them into answers in one place each; the code is a kebab-case phrase that the door has words for.
"""

from typing import Any


class WebinarsError(Exception):
    """Something we refuse, with a code for the door and facts for its sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        """Return the code and its facts, for the log and the command line."""
        said = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code} ({said})" if said else self.code


class NotFoundError(WebinarsError):
    """What was asked for does not exist, or not for this caller."""


class InvalidInputError(WebinarsError):
    """A value cannot be taken as it is."""


class NotAllowedError(WebinarsError):
    """The caller may not do this."""


class ConflictError(WebinarsError):
    """The state of things forbids it now."""
