"""What the organiser decides about dates that are in no event: make an event of one, or dismiss it."""

import re
from typing import Any

from wtforms import HiddenField

_TOKEN = re.compile(r"(draft|line)-([1-9]\d{0,5})")
MAX_CHOICES = 1000


class DateChoicesField(HiddenField):
    """Dates that the form carries, as "line-12" or "draft-7"; data is a list of them."""

    data: list[str]  # type: ignore[assignment]

    def process_data(self, value: list[str] | None) -> None:
        """Take the choices of the caller, none by default."""
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the submitted choices, leaving out invalid ones."""
        words = valuelist[0].split()[:MAX_CHOICES] if valuelist else []
        self.data = [word for word in words if _TOKEN.fullmatch(word)]

    def _value(self) -> str:
        return " ".join(self.data)

    def numbers(self, kind: str) -> list[int]:
        """Return the numbers of the chosen drafts or lines."""
        matches: Any = map(_TOKEN.fullmatch, self.data)
        return [int(match[2]) for match in matches if match[1] == kind]

    def apply(self, verb: str, choice: str, *, adds: str, removes: str = "") -> None:
        """Add or remove the choice of a button with one of these verbs."""
        if verb == adds and _TOKEN.fullmatch(choice):
            self.data = [*self.data, choice]
        elif verb == removes:
            self.data = [one for one in self.data if one != choice]
