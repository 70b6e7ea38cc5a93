"""What the pictures of link previews are made of in tests."""

import io
import struct
import zlib

from PIL import Image

from webinars.link_previews.picture import PictureContent

USUAL = PictureContent(
    title=("Children deprived of liberty",),
    when=("Thursday 16 July 2026, 15:00 Geneva / 09:00 New York",),
    place=("Online",),
    label=(),
    site_name="Webinars",
    colour="#0055a8",
    dark_colour="#8fc7ff",
    logo=b"",
    most_pixels=4_000_000,
    is_mirrored=False,
)


def opened(body):
    """Return the image in a PNG file, read completely."""
    with Image.open(io.BytesIO(body), formats=("PNG",)) as image:
        image.load()
        return image


def logo(width=40, height=20, kind="PNG", colour="#c81e3c"):
    """Return a picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind)
    return file.getvalue()


def chunk(kind, data):
    """Return a chunk of a PNG file."""
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
