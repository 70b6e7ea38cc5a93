"""An installation on each database, a mail server, and the table of figures that make chaos ends with."""

import os

import pytest

from tests.conftest import postgres_programs
from tests.emails.sink import Sink, running
from tests.faults.ground import IS_LONG, KINDS, Ground
from tools.postmaster import own_postmaster

FIGURES = []


if IS_LONG:

    @pytest.fixture(scope="session")
    def postgres_server():
        """Give a PostgreSQL of our own, whose commits are durable and which nobody waits for."""
        with own_postmaster(postgres_programs()) as server:
            yield server.url


@pytest.fixture
def sink():
    """Give a mail server."""
    with running(Sink()) as sink:
        yield sink


@pytest.fixture(params=KINDS)
def ground(request, tmp_path, sink):
    """Give an installation on each database, without an event yet."""
    url = f"sqlite:///{tmp_path / 'faults.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    ground = Ground(url, tmp_path, sink.url)
    yield ground
    ground.close()


@pytest.fixture
def figure(request, ground):
    """Give an function that adds a figure to the table: subject, expected, measured."""
    database = "SQLite" if ground.url.startswith("sqlite") else "PostgreSQL"

    def figure(subject, expected, measured):
        FIGURES.append((subject, expected, str(measured), database))

    return figure


def pytest_terminal_summary(terminalreporter):
    """Print the table of figures if requested: WEBINARS_FAULTS=long, or =short."""
    if not (FIGURES and os.environ.get("WEBINARS_FAULTS")):
        return
    terminalreporter.section("faults")
    for line in [("subject", "expected", "measured", "database"), *sorted(FIGURES)]:
        terminalreporter.write_line("{:<18} {:<74} {:<54} {}".format(*line))
