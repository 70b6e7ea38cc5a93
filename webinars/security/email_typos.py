"""What somebody most likely meant who typed a mail address: slips in the commonest domains, and no others."""

# A suggestion is asked, never made: unusual domains are right far more often than they are wrong.

# The commonest domains of mailboxes. Names of four letters and fewer have too many honest neighbours.
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
# Real domains that are one slip away from one of these, each with many mailboxes.
HONEST = frozenset({"mail.com", "email.com", "ymail.com", "email.cz", "range.fr", "proton.mx"})
# Ends that no domain has, and what was meant.
ENDS = {
    **dict.fromkeys(
        ("con", "cmo", "ocm", "vom", "xom", "cpm", "cim", "comm", "coom", "c0m"), "com"
    ),
    **dict.fromkeys(("ogr", "rog", "orgg", "0rg"), "org"),
    **dict.fromkeys(("nte", "ent", "nett"), "net"),
}


def suggest_address(address: str) -> str:
    """Return the address that was most likely meant; nothing where no slip is likely."""
    local, _, typed = address.rpartition("@")
    domain = typed.casefold().removesuffix(".")
    meant = _with_an_end(domain)
    meant = _near(meant) or meant
    return f"{local}@{meant}" if meant != domain else ""


def _with_an_end(domain: str) -> str:
    name, dot, end = domain.rpartition(".")
    return name + dot + ENDS.get(end, end)


def _near(domain: str) -> str:
    """Return the common domain that is one slip away; nothing for one that is common itself, or honest."""
    if domain in COMMON or domain in HONEST:
        return ""
    return next((each for each in COMMON if _is_one_slip(domain, each)), "")


def _is_one_slip(typed: str, meant: str) -> bool:
    """Tell whether one sign was added, left out, mistaken or swapped with its neighbour."""
    name, _, end = typed.rpartition(".")
    other, _, country = meant.rpartition(".")
    if name == other and len(end) == len(country) == 2:  # noqa: PLR2004 - the letters of a country
        return False  # the same provider in another country
    if abs(len(typed) - len(meant)) > 1:
        return False
    start = _common_start(typed, meant)
    left, right = typed[start:], meant[start:]
    if len(left) != len(right):
        longer, shorter = (left, right) if len(left) > len(right) else (right, left)
        return longer[1:] == shorter
    is_swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or is_swapped


def _common_start(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
