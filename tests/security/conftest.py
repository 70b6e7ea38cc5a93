"""The installation for access tests, built once and restored after each request that changes it."""

import pytest

from tests.security.world import founded


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Return the installation."""
    with founded(tmp_path_factory.mktemp("world")) as world:
        yield world
