"""Values of revisions as text: what all subjects have in common."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from webinars.documents.models import DocumentRevision
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.localized_text import from_stored
from webinars.timezones import formatting
from webinars.web.core.locale import LANGUAGE_NAMES

NOTHING = "–"
# A page shows at most this much of a long text, with some of what is the same on both sides.
LONGEST_TEXT, CONTEXT = 300, 40
LONGEST_LINE = 80


@dataclass(frozen=True)
class ValueChange:
    """A field with its text before and after; before is empty for something new, after for a removal."""

    label: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        """Return whether the texts are shown below each other."""
        return (
            max(len(self.before), len(self.after)) > LONGEST_LINE
            or "\n" in self.before + self.after
        )


@dataclass(frozen=True)
class RecordedDocuments:
    """The revisions of documents to which a page of a history refers, by id, and what they name.

    urls: of the pages of documents that the reader may edit, by id of the document. events: titles of events
    that the reader may see.
    """

    revisions: Mapping[int, DocumentRevision] = field(default_factory=dict)
    urls: Mapping[int, str] = field(default_factory=dict)
    events: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reader:
    """Who reads a history: language, time zone, and names of what revisions know by id.

    event: None in the history of a series. manages_team: sees the addresses of people who were added to the
    team.
    """

    t: Translator
    zone: str
    event: Event | None
    series: Mapping[int, str]
    questions: Mapping[int, str]
    manages_team: bool
    documents: RecordedDocuments = field(default_factory=RecordedDocuments)

    @property
    def own_event(self) -> Event:
        """Return the event whose history it is."""
        assert self.event is not None  # noqa: S101 - values of registrations are in no other history
        return self.event


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
    start = _common_length(before, after)
    rest = min(len(before), len(after)) - start
    end = min(rest, _common_length(before[::-1], after[::-1]))
    return _excerpt(before, start, end), _excerpt(after, start, end)


def _common_length(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (first, second) in pairs if first != second), min(len(one), len(other)))


def _excerpt(text: str, start: int, end: int) -> str:
    """Return a text without what it begins and ends with like the other one, but some of it."""
    first = max(0, start - CONTEXT)
    last = min(len(text), len(text) - end + CONTEXT, first + LONGEST_TEXT)
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


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
