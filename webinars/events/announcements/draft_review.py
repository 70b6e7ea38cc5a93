"""Whether a draft parsed from an announcement needs a review before its event is published."""

from webinars.announcement_parser.draft import Draft
from webinars.timezones.schedule import Timed

UNCERTAIN = frozenset({"unread-time", "other-day", "agenda", "far-year"})  # they need a review


def is_publishable(draft: Draft) -> bool:
    """Return whether a draft can be published without review: it is clear, and to come."""
    return is_clear(draft) and draft.is_upcoming


def is_clear(draft: Draft) -> bool:
    """Return whether nothing is asked about the schedule of a draft, and nothing assumed that others miss."""
    zone_is_assumed = "zone" in draft.assumed and isinstance(draft.when, Timed)
    is_uncertain = not draft.assumed.isdisjoint(UNCERTAIN)
    return not (draft.questions or zone_is_assumed or is_uncertain)
