"""Drafts of the events of an announcement."""
