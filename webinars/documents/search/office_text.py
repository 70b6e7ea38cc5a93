"""Text of presentations, tables and OpenDocument files, read from the XML in their ZIP as a stream."""

# No object of the file is built: each part is unpacked in blocks and expat collects its text, so memory is
# bounded by the text, and time by what the parts may expand to. Office documents have no DTD, so none is
# accepted, and there are no entities to expand. Comments, notes of speakers and deleted text are left out.

import io
import re
import zipfile
from collections.abc import Callable
from xml.parsers import expat

from webinars.announcement_parser.files.document import MAX_EXPANDED_BYTES
from webinars.errors import InvalidInputError

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # in which encrypted Office documents are
_ENCRYPTION = b"encryption-data"
_BLOCK = 64 * 1024
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_STRINGS, _WORKBOOK = "xl/sharedStrings.xml", "xl/workbook.xml"
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
# Elements without their prefix: those whose text counts, those after which a line ends, those left out.
_OFFICE_TEXT, _OFFICE_LINES = frozenset({"t"}), frozenset({"p", "si", "is", "br"})
_OPEN_TEXT, _OPEN_LINES = frozenset({"p", "h"}), frozenset({"p", "h", "line-break", "table-cell"})
_LEFT_OUT = frozenset({"annotation", "notes", "tracked-changes", "rPh", "script"})
# Of tables and slides.
_NAMED = frozenset({"sheet", "table"})


class _EnoughError(Exception):
    """As much text was read as is wanted."""


def read_office(content: bytes, most_characters: int) -> str:
    """Return the text of an Office Open XML or OpenDocument file: slides or sheets in their order.

    Raises:
        InvalidInputError: "file-encrypted", "file-damaged", "file-too-complex" if it would expand to more
            than MAX_EXPANDED_BYTES.
        expat.ExpatError, zipfile.BadZipFile: it is damaged.
    """
    if content.startswith(_COMPOUND_FILE):
        raise InvalidInputError("file-encrypted")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        is_open = _CONTENT in names
        if is_open and _MANIFEST in names and _ENCRYPTION in _beginning(archive, _MANIFEST):
            raise InvalidInputError("file-encrypted")
        parts = [_CONTENT] if is_open else _office_parts(names)
        # zipfile unpacks no more of a member than it declares.
        if sum(archive.getinfo(part).file_size for part in parts) > MAX_EXPANDED_BYTES:
            raise InvalidInputError("file-too-complex")
        elements = (_OPEN_TEXT, _OPEN_LINES) if is_open else (_OFFICE_TEXT, _OFFICE_LINES)
        text = _Text(*elements, most_characters)
        try:
            for part in parts:
                with archive.open(part) as member:
                    text.read(member.read)
        except _EnoughError:
            pass
    return "".join(text.pieces)


def _office_parts(names: list[str]) -> list[str]:
    """Return the parts with text of a presentation or a table."""
    numbered = (
        (int(match[1]), name)
        for name in names
        if (match := _SLIDE.fullmatch(name) or _SHEET.fullmatch(name))
    )
    parts = [name for name in (_WORKBOOK, _STRINGS) if name in names]
    return [*parts, *(name for _, name in sorted(numbered))]


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(_BLOCK)


class _Text:
    """Collects the text of XML parts."""

    def __init__(self, text: frozenset[str], lines: frozenset[str], most_characters: int) -> None:
        self._text, self._lines, self._most_characters = text, lines, most_characters
        self.pieces: list[str] = []
        self._length = self._inside = self._left_out = 0

    def read(self, read: Callable[[int], bytes]) -> None:
        """Read one part in blocks."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add
        self._inside = self._left_out = 0
        while block := read(_BLOCK):
            parser.Parse(block, False)  # noqa: FBT003 - not by name
        parser.Parse(b"", True)  # noqa: FBT003

    def _refuse(self, *_declaration: object) -> None:
        raise InvalidInputError("file-damaged")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if self._left_out or local in _LEFT_OUT:
            self._left_out += 1
        elif local in self._text:
            self._inside += 1
        elif local in _NAMED:
            title = attributes.get("name") or attributes.get("table:name")
            self._write(f"{title}\n" if title else "")
        elif local in {"s", "tab", "br"}:
            self._write(" ")

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if self._left_out:
            self._left_out -= 1
            return
        if local in self._text:
            self._inside -= 1
        if local in self._lines:
            self._write("\n")

    def _add(self, text: str) -> None:
        if self._inside and not self._left_out:
            self._write(text)

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self._length += len(text)
        if self._length > self._most_characters:
            raise _EnoughError
