"""Limits of registrations, and the digest of a removed address; decisions on plain values."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

# Verification e-mails that one registration may request in an hour.
VERIFICATIONS_PER_HOUR = 3
# Registrations of one client for one event; default of the setting.
CLIENT_REGISTRATIONS_PER_HOUR = 60
# More registrations than this from one client within RUSH_WITHIN need verification.
RUSH_BEGINS_AFTER = 10
RUSH_WITHIN = timedelta(minutes=10)
RUSH_VERIFICATION_HOURS = 24


@dataclass(frozen=True)
class Client:
    """An unauthenticated client: a digest of its address, and its hourly limit for one event."""

    key: str
    per_hour: int


def address_digest(event_id: int, address: str) -> str:
    """Return the digest stored in place of the address of a removed registrant who erased their data."""
    text = f"{event_id}\n{address}".encode()
    return f"sha256:{hashlib.sha256(text).hexdigest()}"
