"""Accepted file types: extension and content must agree; nothing is unpacked."""

# The list is short, because an organiser will open whatever is on it: no vector images (SVG, EPS),
# no HTML, no archives, no documents with macros.

import codecs
import re
import struct
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from mmap import mmap

from webinars.errors import InvalidInputError
from webinars.security.text_input import DIRECTION, INVISIBLE, has_control

# The bytes of a file, or a large file that is mapped into memory.
Content = bytes | mmap

MAX_PIXELS = 100_000_000

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
# Any number of 0xFF may precede a marker's code (ITU-T T.81, B.1.1.2).
_MARKER = re.compile(rb"\xff+([^\xff])", re.DOTALL)
# SOF0 to SOF15 hold the size; C4, C8 and CC among them mean something else.
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9
# A colour profile or a thumbnail may take hundreds of segments of up to 64 KiB.
_MOST_SEGMENTS = 2_000


def png_pixels(body: Content) -> int:
    """Return the number of pixels of a PNG image; 0 if it is none."""
    if body[: len(_PNG)] != _PNG:
        return 0
    try:
        width, height = struct.unpack_from(">LL", body, len(_PNG))
    except struct.error:
        return 0
    return int(width * height)


def jpeg_pixels(body: Content) -> int:
    """Return the number of pixels of a JPEG image; 0 if it is none, or has no size before its scan."""
    if body[:3] != b"\xff\xd8\xff":
        return 0
    offset = 2
    try:
        for _ in range(_MOST_SEGMENTS):
            marker = _MARKER.match(body, offset)
            if marker is None or marker[1][0] in {_SCAN, _END}:
                return 0
            length, height, width = struct.unpack_from(">HxHH", body, marker.end())
            if marker[1][0] in _SIZES:
                return int(width * height)
            offset = marker.end() + length
    except struct.error:
        return 0
    return 0


MAX_BYTES = 10 * 1024 * 1024
NAME_LENGTH = 120
# Quota of one event, so that no form fills the disk.
MAX_BYTES_PER_EVENT = 2 * 1024 * 1024 * 1024

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
# Characters with a special meaning in a file system or shell.
_SPECIAL = re.compile(r'[<>:"|?*\\/%$&;`]+')
_MACROS = re.compile(
    rb"(^|[/\\])(vbaProject|vbaData|macros?[/\\]|macrosheets|dialogsheets|activeX|embeddings[/\\]ole)",
    re.IGNORECASE,
)
_END_OF_DIRECTORY, _DIRECTORY_ENTRY = b"PK\x05\x06", b"PK\x01\x02"
_MOST_MEMBERS = 5000
_TEXT_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class FileType:
    """One accepted file type: media type, content check, and the pixel count of images."""

    media_type: str
    matches: Callable[[Content], bool]
    pixels: Callable[[Content], int] | None = None


def media_type_of(name: str, body: Content, *, most_bytes: int = MAX_BYTES) -> str:
    """Return the media type to serve a file of at most most_bytes octets with.

    Raises:
        InvalidInputError: "file-empty", "file-too-large" (facts: most), "file-type-not-accepted"
            (facts: taken),
            "file-type-mismatch" (facts: ending) if the content does not match the extension,
            "image-too-large" (facts: most, in millions of pixels).
    """
    if not body:
        raise InvalidInputError("file-empty")
    if len(body) > most_bytes:
        raise InvalidInputError("file-too-large", most=most_bytes // 1024 // 1024)
    extension, file_type = extension_of(name), file_type_of(name)
    if not file_type.matches(body):
        raise InvalidInputError("file-type-mismatch", ending=extension)
    if file_type.pixels is not None and file_type.pixels(body) > MAX_PIXELS:
        raise InvalidInputError("image-too-large", most=MAX_PIXELS // 1_000_000)
    return file_type.media_type


def file_type_of(name: str) -> "FileType":
    """Return the accepted type of a file by its extension.

    Raises:
        InvalidInputError: "file-type-not-accepted" (facts: taken).
    """
    file_type = FILE_TYPES.get(extension_of(name))
    if file_type is None:
        raise InvalidInputError("file-type-not-accepted", taken=", ".join(sorted(FILE_TYPES)))
    return file_type


def extension_of(name: str) -> str:
    """Return the extension of a file name, in lower case."""
    return name.rpartition(".")[2].strip().casefold()


def clean_file_name(name: str) -> str:
    """Return a safe file name for downloads: no folders, no invisible characters, extension preserved."""
    visible = "".join(char for char in name if not has_control(char) and char.isprintable())
    visible = unicodedata.normalize("NFC", INVISIBLE.sub("", DIRECTION.sub("", visible)))
    last = re.split(r"[/\\]", visible)[-1]
    stem, _, ending = last.rpartition(".")
    plain = " ".join(_SPECIAL.sub(" ", stem).split()).strip(". ") or "file"
    extension = re.sub(r"[^a-z0-9]", "", ending.casefold())[:10]
    return f"{plain[: NAME_LENGTH - len(extension) - 1].rstrip('. ')}.{extension}"


def _is_text(body: Content) -> bool:
    encoding = "utf-16" if body[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    decoder, characters = codecs.getincrementaldecoder(encoding)(), set[str]()
    try:
        for start in range(0, len(body), _TEXT_BLOCK):
            block = body[start : start + _TEXT_BLOCK]
            characters |= set(decoder.decode(block, start + _TEXT_BLOCK >= len(body)))
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(char) == "Cc" for char in characters - set("\t\n\r\f"))


def _is_office_document(folder: bytes) -> Callable[[Content], bool]:
    """Return a check for Office documents whose parts are in a folder, without macros."""

    def matches(body: Content) -> bool:
        members = _members(body)
        return (
            b"[Content_Types].xml" in members
            and any(member.startswith(folder) for member in members)
            and not any(_MACROS.search(member) for member in members)
        )

    return matches


def _is_open_document(media_type: str) -> Callable[[Content], bool]:
    """Return a check for OpenDocument files, which name their type in their first bytes."""
    # The first member is named mimetype and is not compressed, so that no unpacking is needed.
    header = re.compile(
        rb"PK\x03\x04.{26}mimetype" + re.escape(media_type.encode()) + rb"PK", re.DOTALL
    )

    def matches(body: Content) -> bool:
        members = _members(body)
        # Basic/ and Scripts/ contain macros.
        has_macros = any(member.startswith((b"Basic/", b"Scripts/")) for member in members)
        return bool(header.match(body)) and b"content.xml" in members and not has_macros

    return matches


def _members(body: Content) -> set[bytes]:
    """Return the names in a zip file's central directory; empty if it is invalid or ambiguous."""
    end = body.rfind(_END_OF_DIRECTORY, max(0, len(body) - 65_557))
    if body[:4] != b"PK\x03\x04" or end < 0:
        return set()
    names: set[bytes] = set()
    try:
        count, size, offset = struct.unpack_from("<HLL", body, end + 10)
        if count > _MOST_MEMBERS or offset + size != end:
            return set()
        for _ in range(count):
            if body[offset : offset + 4] != _DIRECTORY_ENTRY:
                return set()
            name, extra, comment = struct.unpack_from("<HHH", body, offset + 28)
            names.add(body[offset + 46 : offset + 46 + name])
            offset += 46 + name + extra + comment
    except struct.error:
        return set()
    return names


def _starts_with(prefix: bytes) -> Callable[[Content], bool]:
    return lambda body: body[: len(prefix)] == prefix


def _image(media_type: str, pixels: Callable[[Content], int]) -> FileType:
    return FileType(media_type, lambda body: pixels(body) > 0, pixels)


_JPG = _image("image/jpeg", jpeg_pixels)

# By file extension.
FILE_TYPES: dict[str, FileType] = {
    "pdf": FileType("application/pdf", _starts_with(b"%PDF-")),
    "png": _image("image/png", png_pixels),
    "jpg": _JPG,
    "jpeg": _JPG,
    "txt": FileType("text/plain", _is_text),
    "docx": FileType(f"{_OFFICE}.wordprocessingml.document", _is_office_document(b"word/")),
    "xlsx": FileType(f"{_OFFICE}.spreadsheetml.sheet", _is_office_document(b"xl/")),
    "pptx": FileType(f"{_OFFICE}.presentationml.presentation", _is_office_document(b"ppt/")),
    **{
        extension: FileType(f"{_OPEN}.{name}", _is_open_document(f"{_OPEN}.{name}"))
        for extension, name in (("odt", "text"), ("ods", "spreadsheet"), ("odp", "presentation"))
    },
}
MEDIA_TYPES = frozenset(file_type.media_type for file_type in FILE_TYPES.values())
