"""Header values as ASCII lines, written here because Python's own folding loses quotes of long names."""

# A value that is not plainly harmless becomes encoded words of base64, in which nothing can be mistaken.
#
# References:
#     RFC 2047 section 2: an encoded word has at most 75 characters; section 5: where it may stand.

import base64
import re
from functools import lru_cache

FOLD = "\r\n "
_BYTES_PER_WORD = 45  # 60 characters of base64, and 12 of "=?utf-8?b??="
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9]+([ '-][A-Za-z0-9]+)*")
_PLAIN_TEXT = re.compile(r"[!-~]+( [!-~]+)*")
_LONGEST_PLAIN = 60


def address(name: str, email: str) -> str:
    """Return the value of a header with one address; email must be checked before."""
    if not name:
        return email
    harmless = len(name) <= _LONGEST_PLAIN and _PLAIN_PHRASE.fullmatch(name)
    return f"{name if harmless else encoded(name)}{FOLD if not harmless else ' '}<{email}>"


def text(value: str) -> str:
    """Return the value of a header that people read, such as Subject."""
    harmless = len(value) <= _LONGEST_PLAIN and _PLAIN_TEXT.fullmatch(value) and "=?" not in value
    return value if harmless or not value else encoded(value)


@lru_cache(maxsize=256)
def encoded(value: str) -> str:
    """Return the value as encoded words, one a line, no character cut in two."""
    octets, chunks, start = value.encode(), [], 0
    while len(octets) - start > _BYTES_PER_WORD:
        end = start + _BYTES_PER_WORD
        while octets[end] & 0xC0 == 0x80:  # noqa: PLR2004 - inside a character of UTF-8
            end -= 1
        chunks.append(octets[start:end])
        start = end
    chunks.append(octets[start:])
    return FOLD.join(f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in chunks)
