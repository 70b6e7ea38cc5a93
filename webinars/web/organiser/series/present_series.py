"""The body or series of an address; that of a joined one is the one that it was joined into."""

from dataclasses import dataclass

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webinars.database import db
from webinars.errors import NotFoundError
from webinars.events.models import Series
from webinars.events.series.access import edited_series, joined_into


@dataclass(frozen=True)
class PresentSeries:
    """A series that the account may edit; joined_name: that of the former one of the address, else empty."""

    series: Series
    joined_name: str = ""

    @property
    def sentences(self) -> list[str]:
        """Return what a form that was sent to the former address says at its top; none of the present one."""
        names = {"name": self.joined_name, "other": self.series.name}
        sentence = _("“%(name)s” was joined into “%(other)s” meanwhile.", **names)
        return [sentence] if self.joined_name else []


def present_series(series_id: int) -> PresentSeries:
    """Return the series of the requested address; a page that is only read moves to the present address.

    Raises:
        NotFoundError: "no-such-series".
    """
    session, account = db.session(), current_user.organiser
    try:
        return PresentSeries(edited_series(session, account, series_id))
    except NotFoundError:
        joined = joined_into(session, account, series_id)
        if joined is None:
            raise
    name, series = joined
    if request.method != "POST" and request.endpoint:
        abort(redirect(url_for(request.endpoint, series_id=series.id), 303))
    return PresentSeries(series, name)
