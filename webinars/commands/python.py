"""Whether the Python beneath us has a flaw that comparable programs were broken into by."""

from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy


def of_python() -> list[str]:
    """Return what is to be said of this Python, if anything: to be mended, though we do without it."""
    said = (
        "This Python's mail code writes hidden line breaks into headers (CVE-2024-6923, CVE-2026-1299). "
        "Mail of ours is not written by it; bring Python up to date all the same"
    )
    return [said] if headers_break() else []


def headers_break(how: "EmailPolicy[EmailMessage]" = policy.default) -> bool:
    """Tell whether Python's own mail code writes line breaks that hide in a header as line breaks.

    Tried rather than looked up by version: distributions mend older ones too.

    References:
        CVE-2024-6923: an encoded word hides the break. CVE-2026-1299: BytesGenerator writes a broken header.
    """
    return any(_is_broken(value, how) for value in ("=?utf-8?q?A=0AX-More:_x?=", _Folded("x")))


class _Folded(str):
    """A header's value that is folded into two headers."""

    __slots__ = ()
    name = "Subject"

    def fold(self, *, policy: object) -> str:
        return "Subject: A\nX-More: x\n"


def _is_broken(value: str, how: "EmailPolicy[EmailMessage]") -> bool:
    message = EmailMessage(how)
    message["Subject"] = value
    try:
        return b"\nX-More:" in message.as_bytes()
    except MessageError:  # HeaderWriteError, which older ones do not have
        return False
