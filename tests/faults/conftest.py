"""An installation on each database, a mail server, and the table of figures printed by `make chaos`."""

import os

import pytest

from tests.conftest import postgres_programs
from tests.emails.sink import Sink, running
from tests.faults.installation import DATABASES, IS_LONG, Installation
from tools.postmaster import running_postmaster

FIGURES = []


if IS_LONG:

    @pytest.fixture(scope="session")
    def postgres_server():
        """Start a PostgreSQL server with durable commits."""
        with running_postmaster(postgres_programs()) as server:
            yield server.url


@pytest.fixture
def sink():
    """Run a mail server."""
    with running(Sink()) as sink:
        yield sink


@pytest.fixture
def postmaster():
    """Start a PostgreSQL server with durable commits, which the test may kill."""
    with running_postmaster(postgres_programs()) as postmaster:
        yield postmaster


@pytest.fixture(params=DATABASES)
def installation(request, tmp_path, sink):
    """Create an installation on each database, without an event."""
    url = f"sqlite:///{tmp_path / 'faults.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    installation = Installation(url, tmp_path, sink.url)
    yield installation
    installation.close()


@pytest.fixture
def figure(request, installation):
    """Return a function that adds a row to the table: subject, expected, measured."""
    database = "SQLite" if installation.url.startswith("sqlite") else "PostgreSQL"

    def figure(subject, expected, measured):
        FIGURES.append((subject, expected, str(measured), database))

    return figure


def pytest_terminal_summary(terminalreporter):
    """Print the table of figures if WEBINARS_FAULTS is "long" or "short"."""
    if not (FIGURES and os.environ.get("WEBINARS_FAULTS")):
        return
    terminalreporter.section("faults")
    for line in [("subject", "expected", "measured", "database"), *sorted(FIGURES)]:
        terminalreporter.write_line("{:<18} {:<74} {:<54} {}".format(*line))
