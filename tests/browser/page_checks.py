"""Checks of a page: violations that axe reports, and horizontal overflow."""

from itertools import cycle

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Widths in px, each with a colour scheme.
SCREENS = [(390, "dark"), (1280, "light")]
TURNS = cycle(SCREENS)
SMALLEST_WIDTH = 320
RUN = """
options => axe.run(options).then(found =>
    found.violations.map(one => [location.href, one.id, one.nodes[0].html]))
"""
OPEN_DETAILS = "document.querySelectorAll('details').forEach(one => one.open = true)"


def problems_at(page, right_to_left, addresses):
    """Return the problems of pages; the second page checks overflow in a right-to-left language."""
    problems_found = []
    with page.add_init_script(AXE_SCRIPT):  # compiled once for all, and sent once
        for address in addresses:
            assert page.goto(address).status == 200
            problems_found += problems(page)
            right_to_left.goto(address)
            problems_found += overflow(right_to_left)
    return problems_found


def problems(page, screens=None):
    """Return axe violations and overflow of a page with all its details open.

    axe looks at it once: pages take turns as a phone in dark and a desktop in light colours, because they
    share their style sheets. Overflow is checked on both, and on a small phone. screens: look at it on these.
    """
    page.evaluate(OPEN_DETAILS)
    violations_found = overflow(page)
    looked_at = screens or [next(TURNS)]
    for width, scheme in SCREENS:
        violations_found += overflow(page, width)
        if (width, scheme) in looked_at:
            # Without transitions, so that colours of the other scheme do not fade out.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            violations_found += [(width, scheme, *violation) for violation in violations(page)]
    return violations_found


def violations(page):
    """Return the axe violations of a page: URL, rule and first element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # Only violations: the other results are a hundred times larger. Nothing is preloaded, which only a
    # rule about media that play by themselves needs; no page has any.
    return page.evaluate(RUN, {"runOnly": RULES, "resultTypes": ["violations"], "preload": False})


def overflow(page, screen=SMALLEST_WIDTH):
    """Return screen width, URL and page width if the page is not as wide as the screen; else nothing."""
    page.set_viewport_size({"width": screen, "height": 900})
    wide = width(page)
    return [] if wide == screen else [(screen, page.url, f"is {wide} px wide")]


def width(page):
    """Return the scrollable width of a page in px."""
    return page.evaluate("document.documentElement.scrollWidth")
