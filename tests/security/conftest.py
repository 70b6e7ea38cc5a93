"""The installation of tests of who may see what: built once, brought back after each request that changed it."""

import pytest

from tests.security.world import founded


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Give the installation."""
    with founded(tmp_path_factory.mktemp("world")) as world:
        yield world
