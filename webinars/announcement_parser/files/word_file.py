"""Word documents (DOCX): paragraphs as lines, rows of tables with tabs, links in Markdown."""

import io
import re
import zipfile

import mammoth

from webinars.announcement_parser.files.document import (
    MAX_EXPANDED_BYTES,
    Document,
    require_text,
)
from webinars.announcement_parser.preprocess import html_to_text, to_markdown
from webinars.errors import InvalidInputError

# Word encrypts a document inside this container, which it also used for the format before DOCX.
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_SPACE_BEFORE_BREAK = re.compile(r" +(?=[\t\n]|\Z)")
_DOCTYPE = b"<!DOCTYPE"


def read_word(content: bytes) -> Document:
    """Return the text of a Word document; images, comments, headers and footers are left out.

    Raises:
        InvalidInputError: "file-encrypted", "file-damaged", "file-too-complex", "file-without-text".
    """
    if content.startswith(_COMPOUND_FILE) and _ENCRYPTED_STREAM in content:
        raise InvalidInputError("file-encrypted")
    _check_archive(content)
    html = mammoth.convert_to_html(
        io.BytesIO(content),
        convert_image=lambda _image: [],
        ignore_empty_paragraphs=False,
        external_file_access=False,
    ).value
    # A paragraph is a line, as when it is copied from Word; an empty one separates blocks.
    lines = html.replace("<p>", "").replace("</p>", "<br>")
    text = to_markdown(html_to_text(lines, has_tables=True))
    return Document(require_text([_SPACE_BEFORE_BREAK.sub("", text)]))


def _check_archive(content: bytes) -> None:
    """Check what the archive expands to; zipfile reads no more of a member than it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_EXPANDED_BYTES:
                raise InvalidInputError("file-too-complex")
            # Office documents have no DTD (ISO/IEC 29500-2), so there are no entities to expand.
            if any(_DOCTYPE in archive.read(member) for member in archive.infolist()):
                raise InvalidInputError("file-damaged")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise InvalidInputError("file-damaged") from error
