"""The VCALENDAR component (RFC 5545 section 3.4)."""

from collections.abc import Iterable

_HEADER = b"PRODID:-//Webinars//Webinars//EN\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\n"


def vcalendar(parts: Iterable[bytes], *, method: str = "") -> bytes:
    """Wrap content lines in a calendar object; METHOD comes first, as clients expect."""
    method_line = f"METHOD:{method}\r\n".encode("ascii") if method else b""
    return b"".join((b"BEGIN:VCALENDAR\r\n", method_line, _HEADER, *parts, b"END:VCALENDAR\r\n"))
