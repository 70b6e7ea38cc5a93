"""Announce an event once; everyone sees it at the right time, gets a place and a calendar entry."""
