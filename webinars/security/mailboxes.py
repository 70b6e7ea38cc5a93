"""Recognise addresses of the same mailbox, by which e-mail budgets are counted."""

import hashlib

from webinars.security.email_addresses import normalize_address

# Domains that ignore dots in the local part; both are the same provider.
_IGNORING_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
# Domains where a dash begins a tag. Elsewhere it is part of names: jean-paul, jean-pierre.
_DASH_TAGS = ("yahoo.", "ymail.com", "rocketmail.com")


def mailbox_of(email: str) -> str:
    """Return the normalized address without its tag: the mailbox that probably receives its e-mail.

    A tag follows the first plus, at Yahoo a dash; Gmail ignores dots. If two mailboxes are mistaken for one,
    they share a budget: their e-mail is delayed, not lost.
    """
    # The domain of an ASCII address needs no encoding.
    normalized = email.strip().casefold() if email.isascii() else normalize_address(email)
    local, _, domain = normalized.rpartition("@")
    local = _without_tag(local, "+")
    if domain.startswith(_DASH_TAGS):
        local = _without_tag(local, "-")
    if domain in _IGNORING_DOTS:
        local, domain = local.replace(".", ""), _IGNORING_DOTS[domain]
    return f"{local}@{domain}"


def mailbox_key(email: str) -> str:
    """Return a digest of the mailbox, which identifies it without revealing it."""
    return hashlib.sha256(mailbox_of(email).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _without_tag(local: str, separator: str) -> str:
    return local.partition(separator)[0] or local
