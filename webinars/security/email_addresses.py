"""Validate e-mail addresses and domains, and normalize them for comparison."""

import re
import unicodedata

import idna

from webinars.errors import InvalidInputError
from webinars.security.text_input import clean_line, reject_invisible

# RFC 5321 section 4.5.3.1: 64 octets before the @, 254 in total.
LONGEST = 254
LONGEST_LOCAL = 64
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
AMBIGUOUS = "ßẞς\u200c\u200d"
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def clean_address(text: str) -> str:
    """Validate an e-mail address that servers accept; the domain may be in any script.

    Quoted local parts and those outside ASCII (SMTPUTF8) are refused, because few servers accept them.

    Raises:
        InvalidInputError: "not-an-address", or those of text.clean_line and text.reject_invisible.
    """
    reject_invisible(text)
    address = clean_line(text, longest=LONGEST, least=1)
    local, at_sign, domain = address.rpartition("@")
    # An encoded word (RFC 2047) is a valid local part by the grammar, but our header encoding
    # cannot express it.
    if "=?" in local or "?=" in local:
        raise InvalidInputError("not-an-address")
    if not at_sign or len(local) > LONGEST_LOCAL or not LOCAL.fullmatch(local):
        raise InvalidInputError("not-an-address")
    if len(f"{local}@{ascii_host(domain)}") > LONGEST or "." not in ascii_host(domain):
        raise InvalidInputError("not-an-address")
    return address


def normalize_address(email: str) -> str:
    """Normalize an address for comparison: NFC, casefolded, domain in ASCII; dots and plus unchanged."""
    local, at_sign, domain = unicodedata.normalize("NFC", email.strip()).rpartition("@")
    try:
        domain = ascii_host(domain)
    except InvalidInputError:
        domain = domain.casefold()
    return local.casefold() + at_sign + domain


def ascii_host(name: str) -> str:
    """Return a host name in lower-case ASCII, other scripts encoded by IDNA 2008 (RFC 5891, UTS 46).

    Raises:
        InvalidInputError: "not-an-address".
    """
    try:
        host = (name.lower() if name.isascii() else _encoded(name)).removesuffix(".")
    except UnicodeError as error:
        raise InvalidInputError("not-an-address") from error
    labels = host.split(".")
    if not all(LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise InvalidInputError("not-an-address")
    return host


def _encoded(name: str) -> str:
    # IDNA 2003 and 2008 map the first to different domains, and UTS 46 deletes invisible characters: e-mail
    # could go to another owner's domain.
    if any(char in AMBIGUOUS or not idna.uts46_remap(char) for char in name):
        raise InvalidInputError("not-an-address")
    return idna.encode(name, uts46=True).decode("ascii")


LONGEST_DOMAIN = 253


def clean_domain(text: str) -> str:
    """Normalize a domain to lower-case ASCII: "@UN.org", "*.un.org" and "un.org." are the same.

    Raises:
        InvalidInputError: "not-a-domain" (facts: domain).
    """
    try:
        domain = clean_line(text, longest=LONGEST_DOMAIN + 2)
        host = ascii_host(domain.removeprefix("@").removeprefix("*").removeprefix("."))
    except InvalidInputError as error:
        raise InvalidInputError("not-a-domain", domain=text.strip()[:60]) from error
    if "." not in host or len(host) > LONGEST_DOMAIN:
        raise InvalidInputError("not-a-domain", domain=domain[:60])
    return host


def display_address(domain: str) -> str:
    """Return a domain in its own script, decoded from IDNA."""
    try:
        return idna.decode(domain)
    except UnicodeError:
        return domain
