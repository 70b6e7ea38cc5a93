"""Registering for an event: the form, invitations, delegations."""
