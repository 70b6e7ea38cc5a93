"""The address that takes a calendar's replies, the ORGANIZER of its invitation: rsvp+TOKEN@example.org."""

# Subaddressing, RFC 5233: the token in the detail part names the event and the attendee.

from collections.abc import Iterable


def address_with_token(reply_address: str, token: str) -> str:
    """Return the reply address of one attendee at one event."""
    local, _, domain = reply_address.rpartition("@")
    return f"{local}+{token}@{domain}"


def tokens_of(addresses: Iterable[str], reply_address: str) -> tuple[str, ...]:
    """Return the tokens in recipients that are our reply address, in lower case, without duplicates."""
    reply_local, _, reply_domain = reply_address.casefold().rpartition("@")
    tokens = []
    for address in addresses:
        local, _, domain = address.strip().casefold().rpartition("@")
        name, plus, token = local.partition("+")
        if plus and (name, domain) == (reply_local, reply_domain):
            tokens.append(token)
    return tuple(dict.fromkeys(tokens))
