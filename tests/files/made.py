"""Builders of small valid and hostile files."""

import io
import struct
import zipfile
import zlib

OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}


def zipped(members, first_stored=False):
    """Return a zip archive of members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, body) in enumerate(members.items()):
            way = zipfile.ZIP_STORED if first_stored and number == 0 else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), body, compress_type=way)
    return buffer.getvalue()


def docx(**members):
    """Return a Word document with additional members."""
    return zipped({**DOCX, **members})


def odt(**members):
    """Return an OpenDocument text with additional members."""
    values = {"mimetype": ODT.encode(), "content.xml": b"<o/>", **members}
    return zipped(values, first_stored=True)


def png(width=2, height=2):
    """Return a PNG with a size in its header and only a few bytes of pixels."""

    def part(name, body):
        return (
            struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))
        )

    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 14)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", pixels) + part(b"IEND", b"")


def jpeg(width=2, height=2, comment=b"made by hand"):
    """Return the beginning of a JPEG: comment, size and start of its scan."""
    result = b"\xff\xe0\x00\x10JFIF\0\x01\x02\0\0\x01\0\x01\0\0"
    result += b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment
    size = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\0"
    return b"\xff\xd8" + result + size + b"\xff\xda\x00\x08\x01\x01\0\0\x3f\0" + b"\0\xff\xd9"
