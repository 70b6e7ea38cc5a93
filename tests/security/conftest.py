"""The installation of tests of who may see what: built once, brought back after each request that changed it."""

import pytest

from tests.conftest import NOON, make_app
from tests.security.world import World
from webinars.timekeeping import clock


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Give the installation."""
    folder = tmp_path_factory.mktemp("world")
    clock.stop(NOON)
    app = make_app(folder, FORMS_LIMIT="1000000 per minute", SECURITY_CONTACT="sec@example.org")
    with app.app_context():
        world = World(app, folder)
        yield world
        world.close()
    clock.go()
