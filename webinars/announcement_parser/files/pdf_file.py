"""PDF files: the text of each page as it is laid out, columns with tabs, links in Markdown."""

# pypdf limits by itself what streams may expand to, and how deeply they may be nested (pypdf.Configuration).

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdf
from pypdf.errors import FileNotDecryptedError, PyPdfError

from webinars.announcement_parser.files.document import (
    MAX_PAGES,
    Document,
    require_text,
)
from webinars.announcement_parser.preprocess import MAX_LENGTH
from webinars.errors import InvalidInputError

_COLUMN_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")


class _LinkArea(NamedTuple):
    """The address of a link, and its rectangle on the page in points."""

    url: str
    left: float
    bottom: float
    right: float
    top: float

    def contains(self, x: float, y: float) -> bool:
        """Return whether text that begins at a point is in the rectangle."""
        return self.left - 1 <= x < self.right - 1 and self.bottom - 1 <= y <= self.top


def read_pdf(content: bytes) -> Document:
    """Return the text of a PDF file. Nothing in it is executed, and images are not read.

    Raises:
        InvalidInputError: "file-encrypted", "file-damaged", "file-without-text" (also of a scan),
            "file-with-too-many-pages" (facts: most).
    """
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        # Many files are encrypted with an empty password: everyone can read them.
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidInputError("file-encrypted")
        if len(reader.pages) > MAX_PAGES:
            raise InvalidInputError("file-with-too-many-pages", most=MAX_PAGES)
        return Document(require_text(list(_page_texts(reader))))
    except FileNotDecryptedError as error:
        raise InvalidInputError("file-encrypted") from error
    except PyPdfError as error:
        raise InvalidInputError("file-damaged") from error


def _page_texts(reader: pypdf.PdfReader) -> Iterator[str]:
    length = 0
    for page in reader.pages:
        text = page.extract_text(extraction_mode="layout", layout_mode_strip_rotated=False)
        text = "\n".join(_COLUMN_GAP.sub("\t", line.strip()) for line in text.splitlines())
        text = _with_links(text, _links(page))
        yield text
        length += len(text)
        if length > MAX_LENGTH:
            raise InvalidInputError("announcement-too-long", longest=MAX_LENGTH)


def _links(page: pypdf.PageObject) -> list[tuple[str, str]]:
    """Return the words and the address of each link of a page, in the order of its text."""
    areas = list(_link_areas(page))
    words: dict[_LinkArea, list[str]] = {area: [] for area in areas}

    def collect(text: str, matrix: Any, text_matrix: Any, _font: Any, _size: Any) -> None:
        x, y = _position(matrix, text_matrix)
        for area in areas:
            if text.strip() and area.contains(x, y):
                words[area].append(text)

    if areas:
        page.extract_text(visitor_text=collect)
    return [(" ".join("".join(texts).split()), area.url) for area, texts in words.items()]


def _position(matrix: Any, text_matrix: Any) -> tuple[float, float]:
    """Return where a text begins, in points from the lower left corner of the page."""
    x, y = text_matrix[4], text_matrix[5]
    return (
        x * matrix[0] + y * matrix[2] + matrix[4],
        x * matrix[1] + y * matrix[3] + matrix[5],
    )


def _link_areas(page: pypdf.PageObject) -> Iterator[_LinkArea]:
    for reference in page.get("/Annots") or ():
        annotation = reference.get_object()
        action = annotation.get("/A")
        url = action.get_object().get("/URI") if action is not None else None
        if annotation.get("/Subtype") == "/Link" and url and "/Rect" in annotation:
            x1, y1, x2, y2 = (float(number) for number in annotation["/Rect"])
            yield _LinkArea(str(url), min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _with_links(text: str, links: list[tuple[str, str]]) -> str:
    """Return a page's text with its links; the address of one without words in it follows in an own line."""
    pieces, offset, unplaced = [], 0, []
    for words, url in links:
        start = text.find(words, offset) if words else -1
        if start < 0:
            unplaced.append(url)
        elif words not in url:
            pieces += [text[offset:start], f"[{words}]({url})"]
            offset = start + len(words)
    return "\n".join(("".join((*pieces, text[offset:])), *unplaced))
