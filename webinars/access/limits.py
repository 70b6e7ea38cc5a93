"""Limits of lists of invitees and delegations."""

NAME_LENGTH = 200


MAX_LINES = 5000


# A compromised organiser account must not become a source of bulk mail.
INVITATIONS_PER_DAY = 10_000


MAX_DELEGATIONS = 500
