"""Drafts parsed from pasted announcements."""
