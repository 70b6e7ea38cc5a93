"""Announcements as people paste them, read into drafts of events and printed back."""
