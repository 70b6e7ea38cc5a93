"""Possible dates in the address of the page of a new poll, such as those that fair hours propose."""

from datetime import datetime, timedelta
from typing import Any

from flask import request

from webinars.polls.poll_rules import MOST_OPTIONS
from webinars.timezones import zones
from webinars.web.organiser.polls.form import row_values

_LONGEST = 16  # of a local time
_MOST_MINUTES = 12 * 60


def proposed_values() -> dict[str, Any]:
    """Return the fields of ?option=2027-03-02T15:00&in=Europe/Zurich&minutes=90 without invalid ones."""
    starts = []
    for text in request.args.getlist("option")[:MOST_OPTIONS]:
        try:
            starts.append(datetime.fromisoformat(text[:_LONGEST]))
        except ValueError:
            continue
    values = row_values([(at.date(), at.time()) for at in starts if at.tzinfo is None])
    zone = request.args.get("in", "")
    if starts and zone in zones.NAMES:
        values["zone"] = zone
    minutes = request.args.get("minutes", 0, type=int)
    if starts and 0 < minutes <= _MOST_MINUTES:
        values["duration"] = timedelta(minutes=minutes)
    return values
