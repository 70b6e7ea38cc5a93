"""Organiser accounts and sign-in."""
