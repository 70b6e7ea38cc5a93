"""How many pixels a picture says it has, read from the head of its bytes: nothing of it is drawn.

A picture of some kilobytes can ask for gigabytes from the program that shows it.
"""

import re
import struct

MOST_PIXELS = 100_000_000

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
# Any number of 0xFF may stand before the byte that names what follows (ITU-T T.81, B.1.1.2).
_MARKER = re.compile(rb"\xff+([^\xff])", re.DOTALL)
# Those that hold the size, SOF0 to SOF15; C4, C8 and CC among them mean something else.
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9
# A profile of colours or a preview may take hundreds, each of up to 64 KiB.
_MOST_PARTS = 2_000


def png_pixels(body: bytes) -> int:
    """Return how many pixels a PNG picture has; 0 if it is none."""
    if not body.startswith(_PNG):
        return 0
    try:
        width, height = struct.unpack_from(">LL", body, len(_PNG))
    except struct.error:
        return 0
    return int(width * height)


def jpeg_pixels(body: bytes) -> int:
    """Return how many pixels a JPEG picture has; 0 if it is none, or does not say so before it begins."""
    if not body.startswith(b"\xff\xd8\xff"):
        return 0
    at = 2
    try:
        for _ in range(_MOST_PARTS):
            found = _MARKER.match(body, at)
            if found is None or found[1][0] in {_SCAN, _END}:
                return 0
            length, height, width = struct.unpack_from(">HxHH", body, found.end())
            if found[1][0] in _SIZES:
                return int(width * height)
            at = found.end() + length
    except struct.error:
        return 0
    return 0
