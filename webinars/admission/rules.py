"""Who may ask for a place, as decisions on plain values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pass:
    """What somebody shows: the key of a secret link, a personal invitation, a delegation's letter.

    The numbers are of rows whose signed links were read by the door. by_organiser: an organiser writes the
    person down, and no rule of entry asks further.
    """

    key: str = ""
    invitee_id: int | None = None
    delegation_id: int | None = None
    by_organiser: bool = False
