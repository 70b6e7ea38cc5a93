"""Result of processing an incoming e-mail."""

from enum import StrEnum


class Outcome(StrEnum):
    """The result of processing an e-mail, as logged without names and addresses."""

    TAKEN = "processed"
    OUTDATED = "reply to an outdated invitation"
    OVERTAKEN = "older than the last reply"
    STRANGER = "not from the registrant"
    MISMATCH = "method differs from the declared one"
    HELD = "sender forged, says our mail server"
    PASSED_ON = "written reply, forwarded to the contact"
    BOUNCED = "bounce"
    AGAIN = "processed before"
    UNKNOWN = "no matching registration"
    UNDECIDED = "undecided"
    TOO_MANY = "too many for one registration"
    AUTOMATIC = "automatic reply"
    OTHER = "not a reply"
    UNREADABLE = "too large or too deeply nested"
    POISONED = "cannot be processed"
