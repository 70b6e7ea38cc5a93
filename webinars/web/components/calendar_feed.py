"""Options of calendar feeds, read from the query, and the answer to options that are not valid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Response

from webinars.events import feeds
from webinars.i18n import Translator
from webinars.web.core.locale import addressed

CALENDAR_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class FeedOptions:
    """How a feed is written: from which day, in which language and time zone.

    zone is empty if the query names none; tentative includes events of which only the month is known.
    """

    day: datetime
    tentative: bool
    t: Translator
    zone: str


def parse_options(args: Mapping[str, str]) -> tuple[FeedOptions, dict[str, str]]:
    """Parse the options common to all feeds; return them with the errors by name."""
    t, zone = addressed()
    tentative = args.get("tentative", "").strip()
    errors: dict[str, str] = {}
    if tentative not in {"", "0", "1"}:
        errors["tentative"] = t(
            "“tentative” must be 1 (include events without a fixed day) or be left out."
        )
    return FeedOptions(feeds.today(), tentative == "1", t, zone), errors


def invalid_query(errors: Iterable[str]) -> Response:
    """Return a plain-text answer that lists what is wrong with the query of a feed."""
    return Response("\n".join(errors) + "\n", 422, content_type="text/plain; charset=utf-8")
