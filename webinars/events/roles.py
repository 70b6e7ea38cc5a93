"""Roles on an event, as plain values."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What an account may do with an event: each role includes those after it."""

    OWNER = "owner"
    EDITOR = "editor"
    REGISTRATIONS = "registrations"
    CHECK_IN = "check-in"
    VIEWER = "viewer"

    def includes(self, other: "Role") -> bool:
        """Return whether this role may do what the other may."""
        return _ORDER.index(self) <= _ORDER.index(other)


def roles_including(role: Role) -> tuple[Role, ...]:
    """Return the roles that may do what a role may, the role itself last."""
    return _ORDER[: _ORDER.index(role) + 1]


def strongest_role(roles: Iterable[Role]) -> Role:
    """Return the role that includes the others."""
    return min(roles, key=_ORDER.index)


_ORDER = tuple(Role)
