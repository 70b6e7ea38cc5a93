"""Checks of a page in a browser: what axe finds, and whether it is wider than its screen."""

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Each width in px in one colour scheme.
SCREENS = [(390, "dark"), (1280, "light")]
SMALLEST = 320
RUN = """
options => axe.run(options).then(found =>
    found.violations.map(one => [location.href, one.id, one.nodes[0].html]))
"""
OPEN_DETAILS = "document.querySelectorAll('details').forEach(one => one.open = true)"


def problems_at(page, right_to_left, addresses):
    """Return the problems of pages; a second browser window shows them in a language from right to left."""
    problems_found = []
    for address in addresses:
        assert page.goto(address).status == 200
        problems_found += problems(page)
        right_to_left.goto(address)
        problems_found += too_wide(right_to_left)
    return problems_found


def problems(page):
    """Return what axe finds on a page with all its details open, and the screens it is too wide for.

    It is looked at on a phone in dark and on a desktop in light colours, and measured on a small phone.
    """
    page.evaluate(OPEN_DETAILS)
    violations_found = too_wide(page)
    for width, scheme in SCREENS:
        # Without motion the colours of the other scheme do not fade out meanwhile.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        violations_found += too_wide(page, width)
        violations_found += [(width, scheme, *violation) for violation in violations(page)]
    return violations_found


def violations(page):
    """Return what axe finds on a page as it is shown now: address, rule, first element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # What passes is a hundred times as much, and is not told.
    return page.evaluate(RUN, {"runOnly": RULES, "resultTypes": ["violations"]})


def too_wide(page, screen=SMALLEST):
    """Return the page's address and width if it is not as wide as a screen of so many px; else nothing."""
    page.set_viewport_size({"width": screen, "height": 900})
    wide = width(page)
    return [] if wide == screen else [(screen, page.url, f"is {wide} px wide")]


def width(page):
    """Return how wide a page is, in px, with what must be scrolled to."""
    return page.evaluate("document.documentElement.scrollWidth")
