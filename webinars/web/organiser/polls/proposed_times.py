"""Possible dates in the address of the page of a new poll: those that fair hours propose."""

import re
from datetime import datetime, timedelta
from typing import Any

from flask import request

from webinars.polls.poll_rules import MOST_OPTIONS
from webinars.timezones import zones
from webinars.web.organiser.polls.form import row_values

# As the buttons of the page of fair hours have it: start, minutes and time zone.
_PROPOSED = re.compile(r"fair=(\d{4}-\d\d-\d\dT\d\d:\d\d)/(\d{1,3})/([\w+/-]{1,64})")
_MOST_MINUTES = 12 * 60


def proposed_values() -> dict[str, Any]:
    """Return the fields of ?take=fair=2027-03-02T15:00/90/Europe/Zurich|fair=…; invalid ones are left out."""
    proposed = map(_PROPOSED.fullmatch, request.args.get("take", "").split("|")[:MOST_OPTIONS])
    starts, values = [], dict[str, Any]()
    for match in filter(None, proposed):
        minutes = int(match[2])
        if match[3] not in zones.NAMES or not 0 < minutes <= _MOST_MINUTES:
            continue
        try:
            starts.append(datetime.fromisoformat(match[1]))
        except ValueError:
            continue
        values |= {"zone": match[3], "duration": timedelta(minutes=minutes)}
    return values | row_values([(at.date(), at.time()) for at in sorted(starts)])
