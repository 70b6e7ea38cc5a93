"""What tests of comments share."""

import pytest


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""
