"""Announcements uploaded as files: read once, then the form carries their text, day and notes."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from flask import request
from wtforms import FileField, HiddenField, TextAreaField

from webinars.announcement_parser.files.document import MAX_BYTES, Document, Note
from webinars.announcement_parser.files.reader import read_file
from webinars.announcement_parser.messages import FILE_NOTES
from webinars.errors import InvalidInputError
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.organiser.events.form import add_error

MAX_NOTES = 100


class DayField(HiddenField):
    """A day that the form carries; data is None without a valid one."""

    data: date | None  # type: ignore[assignment]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the submitted day."""
        try:
            self.data = date.fromisoformat(valuelist[0]) if valuelist else None
        except ValueError:
            self.data = None

    def _value(self) -> str:
        return self.data.isoformat() if self.data else ""


class NotesField(HiddenField):
    """Notes on a file that the form carries, each as its code and text in a line."""

    data: list[Note]  # type: ignore[assignment]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the submitted notes, leaving out invalid ones."""
        self.data = list(_parse_notes(valuelist[0].splitlines()[:MAX_NOTES] if valuelist else ()))

    def process_data(self, value: list[Note] | None) -> None:
        """Take the notes of the caller, none by default."""
        self.data = list(value or ())

    def _value(self) -> str:
        return "\n".join(f"{note.code}:{note.text}" for note in self.data)


class FormWithFile(Protocol):
    """The fields of a form that a file fills."""

    text: TextAreaField
    file: FileField
    written_on: DayField
    notes: NotesField


def add_uploaded_file(form: FormWithFile) -> bool:
    """Add the text of the uploaded file to the text of the form; return whether there is none or it is valid.

    An error is added to the field of the file, and what was entered stays.
    """
    uploaded = request.files.get("file")
    if uploaded is None or not uploaded.filename:
        return True
    try:
        # One byte over the limit shows that the file is too large.
        document = read_file(uploaded.filename, uploaded.stream.read(MAX_BYTES + 1))
    except InvalidInputError as error:
        add_error(form.file, error_sentence(error))
        return False
    _fill(form, document)
    return True


def _fill(form: FormWithFile, document: Document) -> None:
    entered = form.text.data or ""
    form.text.data = f"{entered}\n\n{document.text}" if entered.strip() else document.text
    form.written_on.data = document.written_on
    form.notes.data = list(document.notes)


def _parse_notes(lines: Iterable[str]) -> Iterable[Note]:
    for line in lines:
        code, _, text = line.partition(":")
        if code in FILE_NOTES:
            yield Note(code, text)
