"""Checks of a page: violations that axe reports, and horizontal overflow."""

from collections import defaultdict
from itertools import cycle
from weakref import WeakKeyDictionary

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Widths in px, each with a colour scheme.
SCREENS = [(390, "dark"), (1280, "light")]
TURNS = cycle(SCREENS)
SMALLEST_WIDTH = 320
# The elements of a page in document order: a hash of their HTML and of what they are in, and how many they contain.
# Attributes are left out whose values differ from page to page without an effect on what axe looks at.
PARTS = """
() => {
    const hash = text => {
        let [low, high] = [0xdeadbeef, 0x41c6ce57];
        for (let position = 0; position < text.length; position++) {
            const code = text.charCodeAt(position);
            low = Math.imul(low ^ code, 2654435761);
            high = Math.imul(high ^ code, 1597334677);
        }
        return (low >>> 0) * 1048576 + (high >>> 12);
    };
    const parts = [], leftOut = new Set(["value", "href", "action", "datetime"]);
    const add = (element, around) => {
        const position = parts.push([0, 0]) - 1;
        const looks = `${element.getAttribute("class")} ${element.getAttribute("style")}`;
        const within = hash(`${around} ${element.tagName} ${looks}`);
        let content = `${around} ${element.tagName}`;
        for (const {name, value} of element.attributes)
            content += ` ${name}=${leftOut.has(name) ? Boolean(value) : value}`;
        for (const child of element.childNodes)
            content += child.nodeType === Node.ELEMENT_NODE ? `<${add(child, within)}>` : child.data;
        parts[position] = [hash(content), parts.length - position];
        return parts[position][0];
    };
    for (const child of document.body.children) add(child, document.documentElement.dir);
    return parts;
}
"""
RUN = """
([options, passed]) => {
    const elements = document.body.querySelectorAll("*");
    const exclude = passed.map(position => elements[position]);
    return axe.run(exclude.length ? {exclude} : document, options).then(found =>
        found.violations.map(one => [location.href, one.id, one.nodes[0].html]));
}
"""
OPEN_DETAILS = """
() => {
    document.querySelectorAll("details").forEach(one => one.open = true);
    const matches = query => matchMedia(query).matches;
    return [matches("(prefers-color-scheme: dark)") ? "dark" : "light", matches("(prefers-reduced-motion)")];
}
"""
screens_of_pages = WeakKeyDictionary()
passed_parts = defaultdict(set)  # hashes by screen


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

    Windows take turns as a phone in dark and a desktop in light colours, because pages share their style sheets;
    overflow is checked on a small phone, too. axe leaves out the parts that it found without violations on the same
    screen before: header, tabs, a form that is shown again. screens: look at the page on these.
    """
    seen_as = page.evaluate(OPEN_DETAILS)
    looked_at = screens or [screens_of_pages.setdefault(page, next(TURNS))]
    widths = [(SMALLEST_WIDTH, None), *looked_at]
    # The one that the page has comes first: setting another takes longer than the check.
    widths.sort(key=lambda screen: screen[0] != page.viewport_size["width"])
    violations_found = []
    for width, scheme in widths:
        violations_found += overflow(page, width)
        if scheme is None:
            continue
        # Without transitions, so that colours of the other scheme do not fade out.
        if seen_as != [scheme, True]:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            seen_as = [scheme, True]
        violations_found += [
            (width, scheme, *violation)
            for violation in violations(page, passed_parts[width, scheme])
        ]
    return violations_found


def violations(page, passed=()):
    """Return the axe violations of a page: URL, rule and first element.

    passed: hashes of parts that are left out; those of the page are added if it has no violation.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # Only violations: the other results are a hundred times larger. Nothing is preloaded, which only a
    # rule about media that play by themselves needs; no page has any.
    options = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
    parts = page.evaluate(PARTS)
    violations_found = page.evaluate(RUN, [options, outermost(parts, passed)])
    if not violations_found and isinstance(passed, set):
        passed.update(part for part, _ in parts)
    return violations_found


def outermost(parts, hashes):
    """Return the positions of the parts with one of the hashes that are in no other such part."""
    positions, position = [], 0
    while position < len(parts):
        part, size = parts[position]
        is_one = part in hashes
        if is_one:
            positions.append(position)
        position += size if is_one else 1
    return positions


def overflow(page, screen=SMALLEST_WIDTH):
    """Return screen width, URL and page width if the page is not as wide as the screen; else nothing."""
    if page.viewport_size["width"] != screen:
        page.set_viewport_size({"width": screen, "height": 900})
    wide = width(page)
    return [] if wide == screen else [(screen, page.url, f"is {wide} px wide")]


def width(page):
    """Return the scrollable width of a page in px."""
    return page.evaluate("document.documentElement.scrollWidth")
