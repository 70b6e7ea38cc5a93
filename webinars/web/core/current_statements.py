"""What administrators state about the installation that answers the current request."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Flask, current_app

from webinars.caching.refreshed_value import RefreshedValue
from webinars.database import reading
from webinars.installation.models import StatementPage
from webinars.installation.page_statements import StatementDetails, stored_statements
from webinars.timezones import clock

# Other processes and machines show a change within this time.
LONGEST = timedelta(seconds=30)
_EXTENSION = "page_statements"
_Statements = RefreshedValue[Mapping[StatementPage, StatementDetails]]


def init_app(app: Flask) -> None:
    """Attach statements to the app that are read when one of them is first shown."""
    app.extensions[_EXTENSION] = unread_statements()


def unread_statements() -> _Statements:
    """Return statements that have not been read yet."""
    return RefreshedValue({}, LONGEST)


def page_statement(page: StatementPage) -> StatementDetails:
    """Return the statement of a page; pages read it from the database every LONGEST at most."""
    return _refreshed()[page]


def refresh_statements() -> None:
    """Show a change that this process has committed."""
    _refreshed(at_once=True)


def _refreshed(*, at_once: bool = False) -> Mapping[StatementPage, StatementDetails]:
    statements: _Statements = current_app.extensions[_EXTENSION]
    statements.refresh(clock.monotonic(), _load, at_once=at_once)
    return statements.value


def _load() -> Mapping[StatementPage, StatementDetails]:
    with reading() as connection:
        return dict(stored_statements(connection))
