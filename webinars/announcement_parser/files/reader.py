"""Read a file with an announcement, whichever of the accepted formats it has."""

import json
import os
import re
import subprocess
import sys
import threading

from webinars.announcement_parser.files.document import MAX_BYTES, Document, from_json
from webinars.announcement_parser.preprocess import MAX_LENGTH
from webinars.errors import InvalidInputError

TEXT_EXTENSIONS = ("txt", "md", "html", "htm")
DOCUMENT_EXTENSIONS = ("eml", "ics", "docx", "pdf")
EXTENSIONS = (*DOCUMENT_EXTENSIONS, *TEXT_EXTENSIONS)
MAX_SECONDS = 30  # of waiting for the process that reads the file
MAX_PROCESSES = 2

_PDF, _ZIP, _COMPOUND_FILE = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CALENDAR = b"BEGIN:VCALENDAR"
_HEADER = re.compile(rb"[!-9;-~]{1,76}:|[ \t]|From ")
# Headers that mail programs write and people do not type.
_EMAIL_HEADERS = (b"message-id:", b"mime-version:", b"received:", b"return-path:")
_BEGINNING = 64 * 1024  # bytes from which the format is detected
_PDF_BEGINNING = 1024  # bytes in which PDF files have their signature
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_slots = threading.BoundedSemaphore(MAX_PROCESSES)


def read_file(name: str, content: bytes) -> Document:
    """Return the text that a file shows.

    The extension of the name decides the format, the content if the extension is missing or unknown.

    Raises:
        InvalidInputError: "file-empty", "file-too-large" (facts: most, in MB), "file-type-not-accepted"
            (facts: taken), "file-type-mismatch" (facts: ending), "file-damaged", "file-encrypted",
            "file-without-text", "file-too-complex", "file-with-too-many-pages" (facts: most),
            "too-many-events" (facts: most), "file-not-utf-8" (facts: position),
            "announcement-too-long" (facts: longest).
    """
    if not content:
        raise InvalidInputError("file-empty")
    if len(content) > MAX_BYTES:
        raise InvalidInputError("file-too-large", most=MAX_BYTES // 1024 // 1024)
    file_format = _format_of(name, content)
    is_text = file_format in TEXT_EXTENSIONS
    document = Document(_decoded(content)) if is_text else _read_in_child(file_format, content)
    if len(document.text) > MAX_LENGTH:
        raise InvalidInputError("announcement-too-long", longest=MAX_LENGTH)
    return document


def _format_of(name: str, content: bytes) -> str:
    """Return the format of a file, one of EXTENSIONS.

    Raises:
        InvalidInputError: "file-type-mismatch" (facts: ending) if the content does not match the extension.
    """
    extension = name.rpartition(".")[2].strip().casefold() if "." in name else ""
    if extension == "eml" or extension in TEXT_EXTENSIONS:
        return extension
    detected = _detected_format(content)
    if extension in DOCUMENT_EXTENSIONS and extension != detected:
        raise InvalidInputError("file-type-mismatch", ending=extension)
    return detected


def _detected_format(content: bytes) -> str:
    """Return the format that the beginning of a file shows, "txt" if none."""
    beginning = content[:_BEGINNING]
    if _PDF in beginning[:_PDF_BEGINNING]:
        return "pdf"
    if content.startswith((_ZIP, _COMPOUND_FILE)):
        return "docx"
    if beginning.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(_CALENDAR):
        return "ics"
    return "eml" if _is_email(beginning) else "txt"


def _is_email(beginning: bytes) -> bool:
    headers = beginning.replace(b"\r\n", b"\n").partition(b"\n\n")[0].split(b"\n")
    return all(map(_HEADER.match, headers[:-1])) and any(
        header.lower().startswith(_EMAIL_HEADERS) for header in headers
    )


def _decoded(content: bytes) -> str:
    encoding = _BYTE_ORDER_MARKS.get(content[:2], "utf-8-sig")
    if b"\0" in content[:_BEGINNING] and encoding != "utf-16":
        raise InvalidInputError("file-type-not-accepted", taken=", ".join(EXTENSIONS))
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidInputError("file-not-utf-8", position=error.start) from error


def _read_in_child(kind: str, content: bytes) -> Document:
    """Read a document in a process with limited time and memory."""
    module = "webinars.announcement_parser.files.child"
    command = [sys.executable, "-I", "-m", module, kind, str(os.getpid())]
    with _slots:
        try:
            child = subprocess.run(  # noqa: S603 - fixed arguments, no shell
                command,
                input=content,
                capture_output=True,
                timeout=MAX_SECONDS,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise InvalidInputError("file-too-complex") from error
    if child.returncode:  # the limit of time or memory has ended it
        raise InvalidInputError("file-too-complex")
    result = json.loads(child.stdout)
    if "error" in result:
        raise InvalidInputError(result["error"], **result["facts"])
    return from_json(result)
