"""Mail addresses: what can be one, and when two are the same."""

import re
import unicodedata

import idna

from webinars.errors import InvalidInputError
from webinars.security.text import clean_line, reject_invisible

# RFC 5321 section 4.5.3.1: 64 octets before the sign, 254 in all that can travel.
LONGEST = 254
LONGEST_LOCAL = 64
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
AMBIGUOUS = "ßẞς\u200c\u200d"
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def clean_address(text: str) -> str:
    """Return a mail address that a server could take; the domain may be written in any script.

    Quoted local parts and addresses outside ASCII (SMTPUTF8) are refused, because few servers take them.

    Raises:
        InvalidInputError: "not-an-address", or as of text.clean_line and text.reject_invisible.
    """
    reject_invisible(text)
    said = clean_line(text, longest=LONGEST, least=1)
    local, sign, domain = said.rpartition("@")
    # An encoded word (RFC 2047) is a valid local part by the letter, and no mail of ours can carry it.
    if "=?" in local or "?=" in local:
        raise InvalidInputError("not-an-address")
    if not sign or len(local) > LONGEST_LOCAL or not LOCAL.fullmatch(local):
        raise InvalidInputError("not-an-address")
    if len(f"{local}@{ascii_host(domain)}") > LONGEST or "." not in ascii_host(domain):
        raise InvalidInputError("not-an-address")
    return said


def normalize_address(email: str) -> str:
    """Return an address as it is compared: NFC, casefolded, domain in ASCII; dots and plus kept."""
    local, sign, domain = unicodedata.normalize("NFC", email.strip()).rpartition("@")
    try:
        domain = ascii_host(domain)
    except InvalidInputError:
        domain = domain.casefold()
    return local.casefold() + sign + domain


def ascii_host(name: str) -> str:
    """Return a host name in lower case and ASCII, other scripts encoded by IDNA 2008 (RFC 5891, UTS 46).

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
    # IDNA 2003 and 2008 disagree on the first, and UTS 46 deletes the second, which are invisible: the mail
    # would go to somebody else's domain.
    if any(sign in AMBIGUOUS or not idna.uts46_remap(sign) for sign in name):
        raise InvalidInputError("not-an-address")
    return idna.encode(name, uts46=True).decode("ascii")


LONGEST_DOMAIN = 253


def clean_domain(text: str) -> str:
    """Return a domain as it is compared, lower case and in ASCII: "@UN.org", "*.un.org" and "un.org." alike.

    Raises:
        InvalidInputError: "not-a-domain" (facts: domain).
    """
    try:
        said = clean_line(text, longest=LONGEST_DOMAIN + 2)
        host = ascii_host(said.removeprefix("@").removeprefix("*").removeprefix("."))
    except InvalidInputError as error:
        raise InvalidInputError("not-a-domain", domain=text.strip()[:60]) from error
    if "." not in host or len(host) > LONGEST_DOMAIN:
        raise InvalidInputError("not-a-domain", domain=said[:60])
    return host


def display_address(domain: str) -> str:
    """Return a domain as people write it: in its own script, where it has one."""
    try:
        return idna.decode(domain)
    except UnicodeError:
        return domain
