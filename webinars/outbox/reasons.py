"""Reasons stored with messages that were not sent."""

# Prefixes of the reason of a message that failed the self-check: the errors of ical.round_trip_check and
# emails.mime_message. Releases before called the latter LetterError.
STOPPED_BY_CHECK = ("CalendarTextError: ", "MessageError: ", "LetterError: ")
# Prefixes of the reason of a message that a handler has fanned out; releases before wrote "told to".
FANNED_OUT = ("fanned out to ", "told to ")
REASON_LENGTH = 500


def is_stopped_by_check(reason: str) -> bool:
    """Return whether the reason of a message says that it failed the self-check."""
    return reason.startswith(STOPPED_BY_CHECK)
