"""Domains of mail addresses, as organisers type them into a list."""

import idna

from webinars.errors import InvalidInputError
from webinars.safety.addresses import ascii_host
from webinars.safety.text import clean_line

LONGEST = 253


def clean_domain(text: str) -> str:
    """Return a domain as it is compared, lower case and in ASCII: "@UN.org", "*.un.org" and "un.org." alike.

    Raises:
        InvalidInputError: "not-a-domain" (facts: domain).
    """
    try:
        said = clean_line(text, longest=LONGEST + 2)
        host = ascii_host(said.removeprefix("@").removeprefix("*").removeprefix("."))
    except InvalidInputError as error:
        raise InvalidInputError("not-a-domain", domain=text.strip()[:60]) from error
    if "." not in host or len(host) > LONGEST:
        raise InvalidInputError("not-a-domain", domain=said[:60])
    return host


def shown(domain: str) -> str:
    """Return a domain as people write it: in its own script, where it has one."""
    try:
        return idna.decode(domain)
    except UnicodeError:
        return domain
