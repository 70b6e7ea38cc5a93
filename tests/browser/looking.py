"""How a page is looked at: by axe, and for what is wider than its screen."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Each width in px in one scheme of colours; test_every_route.py looks the other way round.
SCREENS = [(390, "light"), (1280, "dark")]


def violations(page):
    """Return what axe finds on a page: address, rule, first element."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(page.url, one["id"], one["nodes"][0]["html"]) for one in found]


def width(page):
    """Return how wide a page is, in px, with what must be scrolled to."""
    return page.evaluate("document.documentElement.scrollWidth")
