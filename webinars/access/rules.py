"""Who may ask for a place, as decisions on plain values."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from webinars.errors import InvalidInputError
from webinars.events.rules import AccessMode
from webinars.security.email_addresses import ascii_host

NAME_LENGTH = 200
MAX_LINES = 5000
# An organiser whose mailbox somebody else reads must not become a sender of mail to the world.
INVITATIONS_PER_DAY = 10_000
MAX_QUOTA = 10_000
MAX_DELEGATIONS = 500
# Registrations in these states use nothing of a delegation's quota.
QUOTA_IS_FREE = ("cancelled", "refused")


@dataclass(frozen=True)
class Credentials:
    """What somebody shows: the key of a secret link, a personal invitation, a delegation's letter.

    The numbers are of rows whose private links were resolved by the caller. by_organiser: an organiser writes
    the person down, and no rule of entry asks further.
    """

    key: str = ""
    invitee_id: int | None = None
    delegation_id: int | None = None
    by_organiser: bool = False


@dataclass(frozen=True)
class AccessPolicy:
    """What an event asks of those who want a place: how they come in, from which domains."""

    access_mode: AccessMode = AccessMode.OPEN
    domains: Collection[str] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether everybody may ask."""
        return self.access_mode is AccessMode.OPEN and not self.domains


class DenialReason(StrEnum):
    """Why somebody may not ask for a place."""

    INVITED_ONLY = "invited-only"
    SECRET_LINK_NEEDED = "secret-link-needed"  # noqa: S105 - a word, no secret
    DOMAIN_NOT_ALLOWED = "domain-not-allowed"


class InviteeState(StrEnum):
    """How far somebody came whom an organiser asks to register."""

    LISTED = "listed"
    INVITED = "invited"
    OPENED = "opened"
    REGISTERED = "registered"
    TAKEN_BACK = "taken_back"


def denial_reason(
    doorway: AccessPolicy,
    shows: Credentials,
    *,
    address: str,
    is_invited: bool = False,
    is_named: bool = False,
    has_link: bool = False,
) -> DenialReason | None:
    """Return why an address may not ask for a place; None if it may.

    is_invited: the invitation that is shown is of this event and of this very address, and holds.
    is_named: a delegation of this event names the person. has_link: the key that is shown is of this event's
    secret link. All were looked up by the caller.
    """
    if shows.by_organiser or is_named or is_invited:
        return None
    match doorway.access_mode:
        case AccessMode.INVITED:
            return DenialReason.INVITED_ONLY
        case AccessMode.SECRET_LINK if not has_link:
            return DenialReason.SECRET_LINK_NEEDED
    if doorway.domains and not is_domain_allowed(address, doorway.domains):
        return DenialReason.DOMAIN_NOT_ALLOWED
    return None


def is_domain_allowed(address: str, domains: Collection[str]) -> bool:
    """Tell whether an address is of one of the domains, or of a subdomain; capitals and script aside."""
    host = _host(address.rpartition("@")[2])
    allowed = {_host(domain.removeprefix("@")) for domain in domains} - {""}
    return bool(host) and any(host == each or host.endswith(f".{each}") for each in allowed)


def quota_left(quota: int | None, used: int) -> int | None:
    """Return how many people a delegation may still name; None is any number."""
    return None if quota is None else max(0, quota - used)


def invitee_state(
    *, was_invited: bool, was_taken_back: bool, was_opened: bool, is_registered: bool
) -> InviteeState:
    """Return how far an invitee came; the furthest counts."""
    if is_registered:
        return InviteeState.REGISTERED
    if was_taken_back:
        return InviteeState.TAKEN_BACK
    if not was_invited:
        return InviteeState.LISTED
    return InviteeState.OPENED if was_opened else InviteeState.INVITED


def _host(name: str) -> str:
    try:
        return ascii_host(name.strip())
    except InvalidInputError:
        return ""
