"""The team of an event: who has a role on it, and who owns it."""
