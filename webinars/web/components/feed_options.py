"""Options of calendar feeds, parsed from the query, and the response to invalid ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Response

from webinars.events.listing import feeds
from webinars.i18n import Translator
from webinars.web.core.locale import query_locale

CALENDAR_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class FeedOptions:
    """First day, language and time zone of a feed.

    zone is empty if the query names none; tentative includes events without a fixed day.
    """

    day: datetime
    tentative: bool
    t: Translator
    timezone: str


def parse_options(args: Mapping[str, str]) -> tuple[FeedOptions, dict[str, str]]:
    """Parse the options common to all feeds; return them with the errors by name."""
    t, zone = query_locale()
    tentative = args.get("tentative", "").strip()
    errors: dict[str, str] = {}
    if tentative not in {"", "0", "1"}:
        errors["tentative"] = t(
            "“tentative” must be 1 (include events without a fixed day) or be left out."
        )
    return FeedOptions(feeds.start_of_today(), tentative == "1", t, zone), errors


def invalid_query(errors: Iterable[str]) -> Response:
    """Return a plain-text response with the errors of a feed's query."""
    return Response("\n".join(errors) + "\n", 422, content_type="text/plain; charset=utf-8")
