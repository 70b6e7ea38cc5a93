"""The logo in a picture: read within limits, made as large as its box."""

import io
import struct

from PIL import Image, PngImagePlugin

# A text that unpacks to more than this, in a file of at most 200 kB, belongs to no logo.
PngImagePlugin.MAX_TEXT_MEMORY = PngImagePlugin.MAX_TEXT_CHUNK = 1024 * 1024
FORMATS = ("PNG", "JPEG")
_UNREADABLE = (
    OSError,
    SyntaxError,  # Pillow's for a broken PNG
    ValueError,
    EOFError,
    LookupError,  # Pillow's for a PNG with a chunk that is too short
    TypeError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def read_logo(body: bytes, box: tuple[int, int], most_pixels: int) -> Image.Image | None:
    """Return the picture, scaled into a box of (width, height) pixels; None if it cannot be read.

    most_pixels: a larger picture is not unpacked.
    """
    try:
        with Image.open(io.BytesIO(body), formats=FORMATS) as image:
            if image.width * image.height > most_pixels:
                return None
            image.draft("RGB", box)
            logo = image.convert("RGBA")
    except _UNREADABLE:
        return None
    scale = min(box[0] / logo.width, box[1] / logo.height)
    size = (max(1, round(logo.width * scale)), max(1, round(logo.height * scale)))
    return logo.resize(size, Image.Resampling.LANCZOS)
