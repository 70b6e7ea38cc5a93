"""Values of revisions as text: what all subjects have in common."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.localized_text import from_stored
from webinars.timezones import formatting
from webinars.web.core.locale import LANGUAGE_NAMES

NOTHING = "–"
# A page shows this much of a long text, from shortly before the first difference.
LONGEST_TEXT, LEAD = 300, 40


@dataclass(frozen=True)
class ValueChange:
    """A field with its text before and after; before is empty for something new, after for a removal."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Reader:
    """Who reads the history of an event: language, time zone, and names of what revisions know by id.

    manages_team: sees the addresses of people who were added to the team.
    """

    t: Translator
    zone: str
    event: Event
    series: Mapping[int, str]
    questions: Mapping[int, str]
    manages_team: bool


Text = Callable[[Any, Reader], str]


def changed_fields(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    fields: Mapping[str, tuple[str, Text]],
    reader: Reader,
) -> list[ValueChange]:
    """Return the fields that differ, in the order of a table of labels and functions that return text."""
    changes = []
    for name, (label, text) in fields.items():
        if before.get(name) == after.get(name):
            continue
        sides = [text(side[name], reader) if name in side else "" for side in (before, after)]
        changes.append(ValueChange(reader.t(label), *excerpts(*sides)))
    return changes


def excerpts(before: str, after: str) -> tuple[str, str]:
    """Return two texts; of long ones the part in which they differ."""
    if max(len(before), len(after)) <= LONGEST_TEXT:
        return before, after
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (was, now) in pairs if was != now), min(len(before), len(after)))
    at = max(0, same - LEAD)
    return _excerpt(before, at), _excerpt(after, at)


def _excerpt(text: str, at: int) -> str:
    part = text[at : at + LONGEST_TEXT]
    return f"{'…' if at else ''}{part}{'…' if at + LONGEST_TEXT < len(text) else ''}"


def plain_text(value: Any, _reader: Reader) -> str:
    """Return a text that people wrote, with its translations."""
    text = from_stored(str(value))
    translations: Mapping[str, str] = getattr(text, "translations", {})
    lines = [f"{LANGUAGE_NAMES.get(tag, tag)}: {words}" for tag, words in translations.items()]
    return "\n".join([str(text) or NOTHING, *lines])


def boolean_text(value: Any, reader: Reader) -> str:
    """Return yes or no."""
    return reader.t("yes") if value else reader.t("no")


def number_text(value: Any, _reader: Reader) -> str:
    """Return a number."""
    return NOTHING if value is None else str(value)


def instant_text(value: Any, reader: Reader) -> str:
    """Return an instant in the reader's time zone."""
    if value is None:
        return NOTHING
    return formatting.instant_text(datetime.fromisoformat(value), reader.zone, reader.t)


def list_text(value: Sequence[Any], reader: Reader) -> str:
    """Return texts that people wrote as a list."""
    return ", ".join(plain_text(one, reader) for one in value) or NOTHING


def choice_text(labels: Mapping[Any, Any]) -> Text:
    """Return the function that returns the label of a choice; one of another release is shown as it is."""
    by_value = {str(choice): label for choice, label in labels.items()}

    def text(value: Any, reader: Reader) -> str:
        label = by_value.get(str(value))
        return str(value) if label is None else reader.t(str(label))

    return text
