"""Announce an event once: everyone sees it at the right time, gets a place, and has a calendar entry that stays right."""
