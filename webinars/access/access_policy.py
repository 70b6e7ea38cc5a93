"""Access policy: who may register for an event, decided on plain values."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from webinars.errors import InvalidInputError
from webinars.events.enums import AccessMode
from webinars.security.email_addresses import ascii_host


@dataclass(frozen=True)
class LinkCredentials:
    """What a request presents: a secret link's token, an invitation, or a delegation.

    The ids are of rows whose private links the caller has resolved. by_calendar: the invitee's calendar
    has accepted the invitation, so the address is theirs. by_organiser: an organiser registers someone,
    and no access rule applies.
    """

    key: str = ""
    invitee_id: int | None = None
    by_calendar: bool = False
    delegation_id: int | None = None
    by_organiser: bool = False


@dataclass(frozen=True)
class AccessPolicy:
    """Access policy of an event: its access mode and allowed domains."""

    access_mode: AccessMode = AccessMode.OPEN
    domains: Collection[str] = ()

    @property
    def is_open(self) -> bool:
        """Return whether everyone may register."""
        return self.access_mode is AccessMode.OPEN and not self.domains


class DenialReason(StrEnum):
    """Why an address may not register."""

    INVITED_ONLY = "invited-only"
    SECRET_LINK_NEEDED = "secret-link-needed"  # noqa: S105 - a word, no secret
    DOMAIN_NOT_ALLOWED = "domain-not-allowed"


def denial_reason(
    policy: AccessPolicy,
    credentials: LinkCredentials,
    *,
    address: str,
    is_invited: bool = False,
    is_named: bool = False,
    has_link: bool = False,
) -> DenialReason | None:
    """Return why an address may not register; None if it may.

    is_invited: a valid invitation to this event and this very address was presented. is_named: a
    delegation of this event nominates the address. has_link: the token of this event's secret link
    was presented. The caller has looked all of them up.
    """
    if credentials.by_organiser or is_named or is_invited:
        return None
    match policy.access_mode:
        case AccessMode.INVITED:
            return DenialReason.INVITED_ONLY
        case AccessMode.SECRET_LINK if not has_link:
            return DenialReason.SECRET_LINK_NEEDED
    if policy.domains and not is_domain_allowed(address, policy.domains):
        return DenialReason.DOMAIN_NOT_ALLOWED
    return None


def is_domain_allowed(address: str, domains: Collection[str]) -> bool:
    """Return whether an address is in one of the domains or a subdomain, ignoring case and script."""
    host = _host(address.rpartition("@")[2])
    allowed = {_host(domain.removeprefix("@")) for domain in domains} - {""}
    return bool(host) and any(host == name or host.endswith(f".{name}") for name in allowed)


def _host(name: str) -> str:
    try:
        return ascii_host(name.strip())
    except InvalidInputError:
        return ""
