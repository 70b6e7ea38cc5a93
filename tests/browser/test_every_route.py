"""Every route's page as axe finds it, on a phone and on a screen: a new page is looked at from its first day on."""

from itertools import chain

import pytest

from tests.browser import looking
from tests.conftest import serving
from tests.security.pages import pages, pages_while_offered
from tests.security.world import founded

LEAST_PAGES = 60


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Give the installation in which everybody owns something."""
    with founded(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture
def served(world):
    """Give its address."""
    with serving(world.app) as address:
        yield address


def test_what_is_wrong_is_found(page):
    page.set_content("<main><h1>Here</h1><img src='data:,'></main>")

    assert ("image-alt", '<img src="data:,">') in [
        (rule, part) for _, rule, part in looking.violations(page)
    ]


def test_axe_finds_nothing_and_nothing_is_too_wide(new_page, world, served):
    wrong, shown, windows = [], 0, {}
    for person, path in chain(pages(world), pages_while_offered(world)):
        seen = world.ask(person, "GET", path)
        if seen.mimetype != "text/html" or seen.status_code != 200:
            continue
        if person.name not in windows:
            windows[person.name] = window(new_page(reduced_motion="reduce"), person, served)
        page = windows[person.name]
        page.goto(served + path)
        shown += 1
        for width, scheme in ((390, "dark"), (1280, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            wrong += [(width, scheme, *each) for each in looking.violations(page)]
            if (wide := looking.width(page)) != width:
                wrong.append((width, page.url, "is as wide as", wide))

    assert wrong == []
    assert shown >= LEAST_PAGES


def window(page, person, address):
    """Let somebody who has signed in sit before a page."""
    cookies = (each.partition("=") for each in person.cookie.split("; "))
    page.context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, _, value in cookies]
    )
    return page
