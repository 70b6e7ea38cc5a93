"""What administrators state about the installation that answers the current request."""

from datetime import timedelta

from flask import Flask, current_app

from webinars.caching.timed_value import TimedValue
from webinars.database import reading
from webinars.installation.models import StatementPage
from webinars.installation.page_statements import StatementDetails, stored_statements
from webinars.timezones import clock

# Other processes and machines show a change within this time.
LONGEST = timedelta(seconds=30)
_EXTENSION = "page_statements"


def init_app(app: Flask) -> None:
    """Attach an empty cache to the app."""
    app.extensions[_EXTENSION] = TimedValue(LONGEST)


def page_statement(page: StatementPage) -> StatementDetails:
    """Return the statement of a page; pages read it from the database every LONGEST at most."""
    return _cache().get(clock.monotonic(), _load)[page]


def forget_statements() -> None:
    """Show a change that this process has committed."""
    _cache().clear()


def _load() -> dict[StatementPage, StatementDetails]:
    with reading() as connection:
        return dict(stored_statements(connection))


def _cache() -> TimedValue[dict[StatementPage, StatementDetails]]:
    cache: TimedValue[dict[StatementPage, StatementDetails]] = current_app.extensions[_EXTENSION]
    return cache
