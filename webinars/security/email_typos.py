"""Suggest corrections of typos in the most common e-mail domains."""

# A suggestion is only offered: unusual domains are correct far more often than not.

# The most common mail domains. Names of up to four letters are too close to other real domains.
COMMON = (
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "googlemail.com",
    "protonmail.com",
    "proton.me",
    "yandex.ru",
    "yandex.com",
    "yahoo.co.uk",
    "hotmail.co.uk",
    "yahoo.fr",
    "hotmail.fr",
    "orange.fr",
    "wanadoo.fr",
    "laposte.net",
    "yahoo.es",
    "hotmail.es",
    "bluewin.ch",
)
# Real domains with many mailboxes that are one typo away from a common one.
VALID_NEIGHBOURS = frozenset(
    {"mail.com", "email.com", "ymail.com", "email.cz", "range.fr", "proton.mx"}
)
# Top-level domains that do not exist, and their corrections.
TOP_LEVEL_TYPOS = {
    **dict.fromkeys(
        ("con", "cmo", "ocm", "vom", "xom", "cpm", "cim", "comm", "coom", "c0m"), "com"
    ),
    **dict.fromkeys(("ogr", "rog", "orgg", "0rg"), "org"),
    **dict.fromkeys(("nte", "ent", "nett"), "net"),
}


def suggest_address(address: str) -> str:
    """Return the address that was probably intended; empty if a typo is unlikely."""
    local, _, entered_domain = address.rpartition("@")
    domain = entered_domain.casefold().removesuffix(".")
    corrected = _correct_top_level(domain)
    corrected = _common_neighbour(corrected) or corrected
    return f"{local}@{corrected}" if corrected != domain else ""


def _correct_top_level(domain: str) -> str:
    name, dot, end = domain.rpartition(".")
    return name + dot + TOP_LEVEL_TYPOS.get(end, end)


def _common_neighbour(domain: str) -> str:
    """Return the common domain one typo away; empty for a common domain or a known other one."""
    if domain in COMMON or domain in VALID_NEIGHBOURS:
        return ""
    return next((common for common in COMMON if _is_one_typo(domain, common)), "")


def _is_one_typo(domain: str, intended: str) -> bool:
    """Return whether one character was added, omitted, replaced or swapped with its neighbour."""
    name, _, end = domain.rpartition(".")
    other, _, country = intended.rpartition(".")
    if name == other and len(end) == len(country) == 2:  # noqa: PLR2004 - length of a country code
        return False  # the same provider in another country
    if abs(len(domain) - len(intended)) > 1:
        return False
    start = _common_prefix_length(domain, intended)
    left, right = domain[start:], intended[start:]
    if len(left) != len(right):
        longer, shorter = (left, right) if len(left) > len(right) else (right, left)
        return longer[1:] == shorter
    is_swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or is_swapped


def _common_prefix_length(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next(
        (length for length, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other))
    )
