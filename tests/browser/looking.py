"""How a page is looked at: by axe, and for what is wider than its screen."""

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Each width in px in one scheme of colours; test_every_route.py looks the other way round.
SCREENS = [(390, "light"), (1280, "dark")]
RUN = """
options => axe.run(options).then(found =>
    found.violations.map(one => [location.href, one.id, one.nodes[0].html]))
"""


def violations(page):
    """Return what axe finds on a page: address, rule, first element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # What passes is a hundred times as much, and is not told.
    return page.evaluate(RUN, {"runOnly": RULES, "resultTypes": ["violations"]})


def width(page):
    """Return how wide a page is, in px, with what must be scrolled to."""
    return page.evaluate("document.documentElement.scrollWidth")
