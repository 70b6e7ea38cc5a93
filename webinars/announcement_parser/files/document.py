"""What was read from a file: its text, the day on which it was written, and notes on the rest."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from webinars.errors import InvalidInputError

MAX_BYTES = 10 * 1024 * 1024
# What a file may expand to, and the pages and parts it may have, so that it is read within a few seconds.
MAX_EXPANDED_BYTES = 50 * 1024 * 1024
MAX_PAGES = 200
MAX_PARTS = 200


_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


class Note(NamedTuple):
    """A remark on a file: "recurring" or "cancelled" with a title, "not-read" with a file name."""

    code: str
    text: str


class Document(NamedTuple):
    """The text of an announcement, with links in Markdown.

    written_on: None if the file has no date.
    """

    text: str
    written_on: date | None = None
    notes: tuple[Note, ...] = ()


def to_json(document: Document) -> dict[str, Any]:
    """Return a document as JSON values."""
    day = document.written_on.isoformat() if document.written_on else None
    return {"text": document.text, "written_on": day, "notes": document.notes}


def from_json(values: dict[str, Any]) -> Document:
    """Return the document of JSON values."""
    day = values["written_on"]
    notes = tuple(Note(code, text) for code, text in values["notes"])
    return Document(values["text"], date.fromisoformat(day) if day else None, notes)


def require_text(texts: Sequence[str]) -> str:
    """Join texts with an empty line between them, and make several empty lines one.

    Raises:
        InvalidInputError: "file-without-text".
    """
    text = "\n\n".join(text.strip("\n") for text in texts if text.strip())
    text = _EMPTY_LINES.sub("\n\n", text)
    if not text:
        raise InvalidInputError("file-without-text")
    return text
