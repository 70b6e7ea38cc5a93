"""The link from the page of one date to that of all dates of its registrant."""

# The link of one date must not lead to all of them: it is in its calendar entry, which people share. So who
# comes from the page of all dates brings its token along; anyone else is told which e-mail has the link.

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import resolve_token
from webinars.database import db
from webinars.registrations.group_registrations import group_registration_of
from webinars.registrations.models import Registration

# The query parameter with the token of the link to all dates.
DATES = "dates"


@dataclass(frozen=True)
class DatesLink:
    """The URL of the page of all dates; without it, is_one_of_several says whether there is one."""

    url: str = ""
    is_one_of_several: bool = False


def dates_link(registration: Registration) -> DatesLink:
    """Return the link for the page of a registration; no statement is sent without other dates."""
    group_id, session = registration.event.date_group_id, db.session()
    row = group_registration_of(session, group_id, registration.address) if group_id else None
    if row is None:
        return DatesLink()
    token = request.args.get(DATES, "")
    brought = resolve_token(session, Purpose.DATES, token) if token else None
    if brought is None or brought.subject_id != row.id:
        return DatesLink(is_one_of_several=True)
    return DatesLink(url_for("dates.show", token=token), is_one_of_several=True)


def bring_token(_endpoint: str, values: dict[str, Any]) -> None:
    """Put the token that the request has brought into the URL of a page of the same registration."""
    own_token = (request.view_args or {}).get("token") if request else None
    if own_token and own_token == values.get("token") and DATES in request.args:
        values.setdefault(DATES, request.args[DATES])
