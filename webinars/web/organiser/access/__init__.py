"""Invitees and delegations of an event."""
