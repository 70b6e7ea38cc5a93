"""Which addresses are one mailbox: what budgets of e-mail are counted by."""

import hashlib

from webinars.security.email_addresses import normalize_address

# Here dots mean nothing, and both names are one.
_WITHOUT_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
# Here a dash begins a tag. Elsewhere it is part of names: jean-paul and jean-pierre are two people.
_DASH_TAGS = ("yahoo.", "ymail.com", "rocketmail.com")


def mailbox_of(email: str) -> str:
    """Return an address without its tag, folded: the mailbox that its e-mails most likely end in.

    What follows the first plus is a tag; at Yahoo what follows a dash; at Gmail dots mean nothing. Where
    this takes two mailboxes for one, their e-mails share a budget: they wait, and are not lost.
    """
    # What mail is sent to has its domain in ASCII already.
    folded = email.strip().casefold() if email.isascii() else normalize_address(email)
    local, _, domain = folded.rpartition("@")
    local = _without_tag(local, "+")
    if domain.startswith(_DASH_TAGS):
        local = _without_tag(local, "-")
    if domain in _WITHOUT_DOTS:
        local, domain = local.replace(".", ""), _WITHOUT_DOTS[domain]
    return f"{local}@{domain}"


def mailbox_key(email: str) -> str:
    """Return a digest of the mailbox, by which it is counted without being shown."""
    return hashlib.sha256(mailbox_of(email).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _without_tag(local: str, sign: str) -> str:
    return local.partition(sign)[0] or local
