"""Fixtures of tests of dates: the clock stands still."""

import pytest


@pytest.fixture(autouse=True)
def stopped(request):
    """Stop the clock where the database is used."""
    if "session" in request.fixturenames:
        request.getfixturevalue("clock")
