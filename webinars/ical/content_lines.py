"""Content lines: cleaned, escaped and folded (RFC 5545 section 3.1)."""

# Written here rather than by icalendar, which turns "C:\New" into a line break, leaves NAME and
# X-WR-CALNAME unescaped, and takes 0.7 ms an event. check.py reads with icalendar what is written.

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote, urlsplit, urlunsplit

import idna

LINE_OCTETS = 75

# Readers end a line at each of these; calendar text knows one line end.
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters but TAB and line feed, half characters, the byte order mark, non-characters.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
# Readers differ about quotes, backslashes and carets in a parameter; few know RFC 6868.
_PARAMETER = str.maketrans({'"': "'", "\\": "/", "^": "\N{MODIFIER LETTER CIRCUMFLEX ACCENT}"})
_BACKSLASH = 0x5C
_URI_SAFE = "%:/?#[]@!$&'()*+,;=-._~"
_ADDRESS_SAFE = "!#$&'*+/=?-._~"
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def clean(text: str) -> str:
    """Return text as a calendar can hold it: plain line feeds, no control characters, trimmed."""
    if text.isprintable():
        return text.strip()  # one line, and all of it can be written
    kept = _UNWRITABLE.sub("", _LINE_ENDS.sub("\n", text))
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def one_line(text: str) -> str:
    """Return text cleaned, each run of white space as one space: for titles, places and names."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """Return a TEXT value: backslash, semicolon, comma and line feed escaped, nothing else."""
    # Four passes of str.replace are ten times as fast as one of str.translate. Backslashes come first.
    kept = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return kept.replace("\n", "\\n")


def parameter(text: str) -> str:
    """Return a parameter's value in quotation marks, without what readers differ about."""
    return f'"{parameter_text(text)}"'


def parameter_text(text: str) -> str:
    """Return what parameter() puts between its quotation marks."""
    return one_line(text).translate(_PARAMETER)


def uri(address: str) -> str:
    """Return an address in ASCII: the host as IDNA, the rest percent-encoded."""
    parts = urlsplit(clean(address))
    whole = urlunsplit(parts._replace(netloc=_ascii_host(parts.netloc)))
    return quote(_STRAY_PERCENT.sub("%25", whole), safe=_URI_SAFE)


def mailto(address: str) -> str:
    """Return a mailbox's calendar address, spelled as the To line spells it where a URI can."""
    mailbox, _, host = one_line(address).rpartition("@")
    return f"mailto:{quote(mailbox, safe=_ADDRESS_SAFE)}@{quote(_ascii_host(host), safe='.-:[]')}"


def line(name: str, value: str) -> bytes:
    """Return one folded content line with its CRLF; the value is written as it stands."""
    return fold(f"{name}:{value}".encode())


def text_line(name: str, value: str) -> bytes:
    """Return a line with a TEXT value, or nothing for an empty one: empty properties are noise."""
    return line(name, escape(value)) if value else b""


def fold(content: bytes) -> bytes:
    """Return a content line in pieces of 75 octets that split neither a character nor an escape."""
    pieces = []
    start, room = 0, LINE_OCTETS
    while len(content) - start > room:
        end = _place_to_fold(content, start + room)
        pieces.append(content[start:end])
        start, room = end, LINE_OCTETS - 1  # The space of a continuation line counts.
    pieces.append(content[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def instant(at: datetime) -> str:
    """Return an aware instant in UTC form."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def wall_clock(local: datetime) -> str:
    """Return a naive local time; its zone goes into TZID."""
    return f"{local:%Y%m%dT%H%M%S}"


def day(on: date) -> str:
    """Return a date."""
    return f"{on:%Y%m%d}"


def duration(length: timedelta) -> str:
    """Return a positive length in whole hours, or else in whole minutes."""
    minutes = length // timedelta(minutes=1)
    return f"PT{minutes // 60}H" if minutes % 60 == 0 else f"PT{minutes}M"


def _place_to_fold(content: bytes, end: int) -> int:
    # A continuation byte of UTF-8 is 10xxxxxx.
    while content[end] & 0xC0 == 0x80:  # noqa: PLR2004 - the two bits that say so
        end -= 1
    backslashes = end
    while content[backslashes - 1] == _BACKSLASH:
        backslashes -= 1
    # An odd run before the fold ends with a backslash that escapes what follows it.
    return end - (end - backslashes) % 2


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host
    name, colon, port = host.partition(":")
    try:
        return idna.encode(name, uts46=True).decode("ascii") + colon + port
    except UnicodeError:
        return host  # Percent-encoded by the caller: still a URI, and no reason to lose the event.
