"""axe and overflow checks of every route's page, so that new pages are covered from the start."""

import re
from itertools import chain

import pytest

from tests.browser import page_checks
from tests.conftest import serving
from tests.security.pages import pages, pages_while_offered
from tests.security.world import founded

FORM_TOKEN = re.compile(r'(?<=value=")[\w-]+\.[\w-]+\.[\w-]+(?=")')
LEAST_PAGES = 60


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Create an installation with every kind of data."""
    with founded(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture
def answers():
    """Return the answers that the browser gets as they are, by path."""
    return {}


@pytest.fixture
def served(world, answers):
    """Serve these, and all else from the installation; return its URL."""

    def answer(environ, start_response):
        path = "" if environ["QUERY_STRING"] else environ["PATH_INFO"]
        return answers.get(path, world.app)(environ, start_response)

    with serving(answer) as address:
        yield address


def test_checks_detect_problems(page):
    page.set_content("<main><h1 style='width: 350px; margin: 0'>A</h1><img src='data:,'></main>")

    problems = page_checks.problems(page, page_checks.SCREENS)

    assert [(problem[0], problem[2]) for problem in problems if len(problem) == 3] == [
        (320, "is 358 px wide")
    ]
    images = [problem[:2] + problem[3:] for problem in problems if "image-alt" in problem]
    assert sorted(images) == [
        (width, scheme, "image-alt", '<img src="data:,">') for width, scheme in page_checks.SCREENS
    ]


DOCUMENT = "<html lang='en'><title>Parts</title><main><h1>A</h1><p>B</p>{}</main></html>"


def test_only_parts_that_passed_on_the_same_screen_are_left_out(page):
    page.set_content(DOCUMENT.format(""))
    assert page_checks.problems(page, page_checks.SCREENS[:1]) == []
    page.set_content(DOCUMENT.format("<p style='color: #bbb'>Pale text</p>"))

    on_first, *others = page_checks.problems(page, page_checks.SCREENS[1:])

    assert (on_first[3], others) == ("color-contrast", [])
    parts = page.evaluate(page_checks.PARTS)
    passed = page_checks.passed_parts[page_checks.SCREENS[0]]
    assert [parts[at] for at in page_checks.outermost(parts, passed)] == parts[1:3]
    assert page_checks.outermost(parts, page_checks.passed_parts[page_checks.SCREENS[1]]) == []


def test_pages_have_no_axe_violations_or_overflow(new_page, world, answers, served):
    wrong, shown, windows = [], set(), {}
    for person, path in chain(pages(world), pages_while_offered(world)):
        seen = world.ask(person, "GET", path)
        if seen.mimetype != "text/html" or seen.status_code != 200:
            continue
        text = FORM_TOKEN.sub("", seen.text)
        if (path, text) in shown:
            continue
        shown.add((path, text))
        if person.name not in windows:
            page = new_page(reduced_motion="reduce", alone=True)
            page.add_init_script(
                page_checks.AXE_SCRIPT
            )  # compiled once for all pages of the window
            windows[person.name] = window(page, person, served)
        page = windows[person.name]
        answers[path] = seen
        page.goto(served + path)
        wrong += page_checks.problems(page)

    assert wrong == []
    assert len(shown) >= LEAST_PAGES


def window(page, person, address):
    """Open a page as a signed-in user."""
    cookies = (pair.partition("=") for pair in person.cookie.split("; "))
    page.context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, _, value in cookies]
    )
    return page
