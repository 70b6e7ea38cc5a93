"""Values of the headers of an incoming e-mail, as text."""

from email.message import Message

MAX_HEADER_LENGTH = 8000


def header_values(mail: Message, name: str) -> list[str]:
    """Return the values of a header as text; compat32 returns Header objects for non-ASCII values."""
    return [str(value)[:MAX_HEADER_LENGTH] for value in mail.get_all(name, [])]


def header_text(mail: Message, name: str) -> str:
    """Return the first value of a header as text; empty without one."""
    value = mail.get(name)
    return "" if value is None else str(value)
