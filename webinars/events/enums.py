"""States and modes of events, as plain values."""

import unicodedata
from enum import StrEnum


class StandardEmail(StrEnum):
    """Which of the standard e-mails about an event a paragraph of its organiser belongs to."""

    CONFIRMATION = "confirmation"
    CHANGE = "change"
    POSTPONEMENT = "postponement"
    CANCELLATION = "cancellation"
    RESTORATION = "restoration"
    REFUSAL = "refusal"


class EventState(StrEnum):
    """Lifecycle of an event. Only drafts are hidden from the public."""

    DRAFT = "draft"
    PUBLISHED = "published"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


PUBLIC = (EventState.PUBLISHED, EventState.POSTPONED, EventState.CANCELLED)


class Listing(StrEnum):
    """Which public list an event is in."""

    NONE = "none"  # a draft
    UPCOMING = "upcoming"  # to come or running; soon after its end it is moved to PAST
    PAST = "past"


# Of public events: in the order of indexes by list, where the drafts of a series are elsewhere.
PUBLIC_LISTINGS = (Listing.UPCOMING, Listing.PAST)


class Format(StrEnum):
    """How an event is held."""

    ONLINE = "online"
    IN_PERSON = "in_person"
    HYBRID = "hybrid"


class NotificationMode(StrEnum):
    """When the organiser is notified of registrations."""

    EACH = "each"
    DAILY = "daily"
    NEVER = "never"


class AccessMode(StrEnum):
    """Who can register."""

    OPEN = "open"
    SECRET_LINK = "secret_link"  # noqa: S105 - a word, no secret
    INVITED = "invited"


class WaitingList(StrEnum):
    """What happens to a place freed by a cancellation while others wait."""

    OFFERS = "offers"
    AT_ONCE = "at_once"
    BY_HAND = "by_hand"


class AttendanceMode(StrEnum):
    """How registrants of a type attend; empty: as the event's format says."""

    AS_EVENT = ""
    ONLINE = "online"
    IN_PERSON = "in_person"


def attendance_format(held: Format, attendance_mode: AttendanceMode) -> Format:
    """Return how registrants of a type attend an event of a format.

    A registration type chooses between the two ways of a hybrid event. Any other format holds for
    everyone, whatever the types said before it changed: nobody is sent to a venue or meeting that
    does not exist.
    """
    return Format(attendance_mode) if held is Format.HYBRID and attendance_mode else held


def normalize_for_search(text: str) -> str:
    """Normalize a text for search: NFKC, case-folded."""
    return unicodedata.normalize("NFKC", text).casefold()
